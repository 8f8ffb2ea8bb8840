import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import {
  makePulumiWorkspace,
  type PulumiWorkspace,
} from "../../sandbox/doors/loopback/pulumiWorkspace.ts";
import type { Sandbox } from "../../sandbox/doors/loopback/sandbox.ts";
import type { StackFileOptions } from "../../sandbox/doors/loopback/stackFile.ts";
import { ensurePulumi } from "../../tools/pulumi.ts";

export const ROOT = resolve(import.meta.dirname, "../..");

/** A folder with the program and a stack file, and the environment of the commands that work in it. */
export type Place = {
  folder: string;
  env: Record<string, string>;
  pulumi: PulumiWorkspace["pulumi"];
};

/** The real engine, its first `up` made: what the stack declares exists in the sandbox's zone. */
export async function withEngine({ awsUrl }: Sandbox, stackFile: string): Promise<Place> {
  const pulumiCommand = await ensurePulumi();
  const workspace = await makePulumiWorkspace({
    pulumiCommand,
    awsUrl,
    baseEnv: process.env,
    stackFile,
  });
  const up = await workspace.pulumi(["up", "--yes", "--skip-preview", "--stack", "test"]);
  expect(up.exitCode, up.stdout + up.stderr).to.equal(0);
  const path = [dirname(pulumiCommand), workspace.env.PATH].join(delimiter);
  return { folder: workspace.dir, env: { ...workspace.env, PATH: path }, pulumi: workspace.pulumi };
}

export async function withStandIn({ controlUrl }: Sandbox, stackFile: string): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), "vault-dr-rehearsal-"));
  for (const part of [
    "index.ts",
    "infra",
    "ground",
    "node_modules",
    "package.json",
    "Pulumi.yaml",
  ]) {
    await symlink(join(ROOT, part), join(folder, part));
  }
  writeFileSync(join(folder, "Pulumi.test.yaml"), stackFile);
  const standIn = join(folder, "stand-in");
  mkdirSync(standIn);
  writeFileSync(join(standIn, "dr.json"), JSON.stringify(firstOutput(folder)));
  const bins = [
    join(ROOT, "test/helpers/standIn"),
    join(ROOT, "node_modules/.bin"),
    process.env.PATH,
  ];
  const pulumi = () => Promise.reject(new Error("this rehearsal has a stand-in for the CLI"));
  return {
    folder,
    env: {
      PATH: bins.join(delimiter),
      HOME: folder,
      PULUMI_STAND_IN: standIn,
      SANDBOX_CONTROL: controlUrl,
    },
    pulumi,
  };
}

/** The team's hooks: those that stop and start the sandbox's writers, and those around a run. */
export type HooksWanted = { quiesce?: boolean; around?: boolean };

export function hooks({ controlUrl }: Sandbox, { quiesce, around }: HooksWanted): StackFileOptions {
  const hook = (name: string) => [
    process.execPath,
    join(ROOT, "test/helpers/standIn/hook.ts"),
    controlUrl,
    name,
  ];
  const wanted = {
    ...(quiesce ? { quiesce: hook("quiesce"), unquiesce: hook("unquiesce") } : {}),
    ...(around ? { before: [hook("before")], after: [hook("after")] } : {}),
  };
  return quiesce || around ? { hooks: wanted } : {};
}

const head = (): string =>
  execFileSync("git", ["rev-parse", "HEAD"], { cwd: ROOT, encoding: "utf8" }).trim();

function firstOutput(folder: string): object {
  const { config } = parse(readFileSync(join(folder, "Pulumi.test.yaml"), "utf8"));
  const service = config["vault-dr:service"];
  const regions = Object.entries<{ name: string }>(config["vault-dr:regions"]).map(
    ([region, { name }]) => [region, { name, loadBalancerDnsName: null, loadBalancerArn: null }],
  );
  return {
    schema: 1,
    environment: "test",
    revision: `${head()}-dirty`,
    activeRegion: config["vault-dr:activeRegion"],
    takeover: config["vault-dr:takeover"],
    service: {
      name: service.name,
      hostedZoneId: service.hostedZoneId,
      recordIds: [],
      ttlSeconds: service.ttlSeconds,
      traffic: "cname",
    },
    regions: Object.fromEntries(regions),
  };
}
