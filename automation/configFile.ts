import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { parseDocument, type YAMLError } from "yaml";
import { nearest, type Problem, shown } from "../ground/problems.ts";
import { parseStackConfig, type StackConfig } from "../infra/contract.ts";

export type StackFile = { path: string; stack: StackConfig; awsRegion: string | null };

type Place = { cwd: string; environment: string; configFile?: string | undefined };

/** The stack file of an environment, or null and what is wrong with it. */
export function readStackFile(place: Place): { found: StackFile | null; problems: Problem[] } {
  const named = problemOfName(place.environment);
  if (named !== null) return { found: null, problems: [named] };
  const path = resolve(place.cwd, place.configFile ?? `Pulumi.${place.environment}.yaml`);
  const text = readText(path);
  if (text === null) return { found: null, problems: [noSuchFile(path, place.environment)] };
  const { keys, problems } = configKeys(basename(path), text);
  if (keys === null) return { found: null, problems };
  const region = awsRegionOf(keys);
  const parsed = parseStackConfig(ofNamespace(keys));
  problems.push(...bareKeys(keys), ...region.problems);
  if ("problems" in parsed) return { found: null, problems: [...problems, ...parsed.problems] };
  return { found: { path, stack: parsed.config, awsRegion: region.name }, problems };
}

/** An environment is part of a file's name, so it may not lead out of the folder. */
function problemOfName(environment: string): Problem | null {
  if (/^[A-Za-z0-9_.-]{1,100}$/.test(environment)) return null;
  const allowed = "letters, digits, dots, dashes and underscores";
  return { key: "environment", found: shown(environment), allowed, example: "test" };
}

/** The text of a file, or null when it is missing, a folder, or not ours to read. */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null; // the caller's message names the path
  }
}

function noSuchFile(path: string, environment: string): Problem {
  const there = environmentsIn(dirname(path));
  const meant = nearest(environment, there) ?? there[0];
  return {
    key: path,
    found: "no file that can be read",
    allowed:
      meant === undefined ? "a stack file" : `an environment that exists: ${there.join(", ")}`,
    example: meant ?? "Pulumi.test.yaml",
  };
}

function environmentsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .map((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1])
      .filter((name) => name !== undefined)
      .sort();
  } catch {
    return []; // no folder, so no environments
  }
}

type Keys = Record<string, unknown>;

/** What stands under `config:`, or null with the reasons. */
function configKeys(file: string, text: string): { keys: Keys | null; problems: Problem[] } {
  const document = parseDocument(text);
  const problems = document.errors.map((error) => asProblem(file, error));
  if (problems.length > 0) return { keys: null, problems };
  const root: unknown = document.toJS();
  const keys = isRecord(root) ? root.config : undefined;
  if (isRecord(keys)) return { keys, problems };
  const example = "config: { vault-dr:activeRegion: us-west-2, … }";
  const missing = { key: "config", found: shown(keys), allowed: "a map of keys", example };
  return { keys: null, problems: [missing] };
}

function asProblem(file: string, { linePos, message }: YAMLError): Problem {
  const start = linePos?.[0] ?? { line: 1, col: 1 };
  return {
    key: `${file}, line ${start.line}, column ${start.col}`,
    found: message.replace(/ at line \d+, column \d+[\s\S]*$/, ""),
    allowed: "YAML",
    example: "vault-dr:activeRegion: us-west-2",
  };
}

function awsRegionOf(keys: Keys): { name: string | null; problems: Problem[] } {
  const region = keys["aws:region"] ?? null;
  if (region === null || typeof region === "string") return { name: region, problems: [] };
  const allowed = "the name of an AWS Region";
  const found = shown(region);
  return { name: null, problems: [{ key: "aws:region", found, allowed, example: "us-east-2" }] };
}

/** Pulumi refuses these too, in words of its own. */
function bareKeys(keys: Keys): Problem[] {
  const allowed = "namespace:key";
  return Object.keys(keys)
    .filter((key) => !key.includes(":"))
    .map((key) => ({ key, found: "no namespace", allowed, example: `vault-dr:${key}` }));
}

const NAMESPACE = "vault-dr:";

const ofNamespace = (keys: Keys): Keys =>
  Object.fromEntries(
    Object.entries(keys)
      .filter(([key]) => key.startsWith(NAMESPACE))
      .map(([key, value]) => [key.slice(NAMESPACE.length), value]),
  );

const isRecord = (value: unknown): value is Keys =>
  typeof value === "object" && value !== null && !Array.isArray(value);
