import { readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { RULES } from "../../../policies/rules/catalogue.ts";
import { ensurePulumi } from "../../../tools/pulumi.ts";
import { makePulumiWorkspace } from "../pulumiWorkspace.ts";
import type { Fixture } from "./judge.ts";

const ROOT = join(import.meta.dirname, "../../..");
const ANY_TYPE = join(import.meta.dirname, "anyType");
export const PACK = join(ROOT, "policies");

/** What the engine says of one resource by one rule. */
export type PolicyEvent = {
  resource: string;
  rule: string;
  level: string;
  text: string;
};
export type Previewed = {
  exitCode: number;
  stdout: string;
  events: PolicyEvent[];
  /** From the start of the CLI to its end. */
  ms: number;
};

export const packFlags = (config: string): string[] => [
  ...["--policy-pack", PACK],
  ...["--policy-pack-config", config],
];

/** The repository's own program of an environment, previewed with the pack. */
export async function previewOwn(environment: string): Promise<Previewed> {
  const config = join(PACK, `${environment}.json`);
  return preview({ environment, config, program: null });
}

/** Any resources, as one program would declare them, in one preview with the pack: nothing is made. */
export async function previewOf(
  fixtures: Fixture[],
  settings: Record<string, unknown>,
): Promise<Previewed> {
  const config = RULES.map((rule) => [
    rule.name,
    {
      enforcementLevel: "mandatory",
      unknowns: settings.unknowns ?? "fail",
      ...Object.fromEntries(rule.settings.map((name) => [name, settings[name]])),
    },
  ]);
  return preview({
    environment: "prod",
    config: Object.fromEntries(config),
    program: programOf(fixtures),
  });
}

async function preview(of: {
  environment: string;
  config: string | object;
  program: string | null;
}): Promise<Previewed> {
  const workspace = await makePulumiWorkspace({
    pulumiCommand: await ensurePulumi(),
    awsUrl: "http://127.0.0.1:9", // nothing is asked of AWS in a preview
    baseEnv: process.env,
    environment: of.environment,
  });
  try {
    const inFolder = (name: string) => join(workspace.dir, name);
    if (of.program !== null) {
      await rm(inFolder("index.ts"));
      await writeFile(inFolder("index.ts"), of.program);
    }
    const config = typeof of.config === "string" ? of.config : inFolder("pack.json");
    if (typeof of.config !== "string") await writeFile(config, JSON.stringify(of.config));
    const log = inFolder("events.ndjson");
    const flags = [...packFlags(config), "--event-log", log, "--stack", of.environment];
    const path = [ANY_TYPE, workspace.env.PATH].join(delimiter);
    // The run store is a bucket that no preview can reach here.
    const extra = {
      PULUMI_DEBUG_COMMANDS: "true",
      VAULT_DR_ALLOW_UNVERIFIED: "1",
      ...(of.program === null ? {} : { PATH: path }),
    };
    const from = performance.now();
    const { exitCode, stdout, stderr } = await workspace.pulumi(["preview", ...flags], extra);
    const ms = performance.now() - from;
    return { exitCode, stdout: stdout + stderr, events: await eventsIn(log), ms };
  } finally {
    await workspace.remove();
  }
}

async function eventsIn(log: string): Promise<PolicyEvent[]> {
  const lines = (await readFile(log, "utf8")).split("\n").filter((line) => line !== "");
  return lines.flatMap((line) => {
    const { policyEvent } = JSON.parse(line);
    if (policyEvent === undefined) return [];
    const { resourceUrn = "", policyName, enforcementLevel, message } = policyEvent;
    const resource = resourceUrn.split("::").at(-1) ?? "";
    return [{ resource, rule: policyName, level: enforcementLevel, text: message }];
  });
}

/** What stands in two fixtures as an id or an ARN becomes an output of the one and an input of the other. */
const programOf = (fixtures: Fixture[]): string => `
import * as pulumi from "@pulumi/pulumi";

const fixtures = ${JSON.stringify(fixtures)};
const made = new Map();
const owners = new Map();
for (const one of fixtures) {
  for (const key of ["id", "arn"]) {
    if (one.props[key] !== undefined) owners.set(one.props[key], one);
    delete one.props[key];
  }
}

function make(fixture) {
  if (made.has(fixture)) return made.get(fixture);
  const { type, name, opts = {}, uses = {} } = fixture;
  const props = linked(fixture.props);
  for (const [property, names] of Object.entries(uses)) {
    if (typeof props[property] === "object" && props[property] !== null) continue;
    props[property] = names.map((used) => make(fixtures.find((one) => one.name === used)).id);
    if (props[property].length === 1) props[property] = props[property][0];
  }
  const resource = new pulumi.CustomResource(type, name, props, opts);
  made.set(fixture, resource);
  return resource;
}

function linked(value) {
  if (owners.has(value)) return make(owners.get(value)).id;
  if (Array.isArray(value)) return value.map(linked);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, linked(inner)]));
}

for (const fixture of fixtures) if (fixture.type !== "pulumi:pulumi:Stack") make(fixture);
export const dr = fixtures.find(({ type }) => type === "pulumi:pulumi:Stack")?.props.dr ?? {};
`;
