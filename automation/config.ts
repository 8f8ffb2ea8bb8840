import { dirname, resolve } from "node:path";
import { inspect } from "node:util";
import { type Problem, shown } from "../ground/problems.ts";
import type { Secret } from "../ground/secret.ts";
import { type JournalPlace, journalPlace } from "../infra/configJournal.ts";
import { duration, type StackConfig } from "../infra/contract.ts";
import { type Environment, readEnvironment } from "./configEnvironment.ts";
import { readStackFile } from "./configFile.ts";

/** Everything that a command is told from outside: read once, checked, frozen. Paths are absolute. */
export type Config = Readonly<{
  environment: string;
  stack: StackConfig;
  stackFilePath: string;
  /** Where `Pulumi.yaml` and the program are. */
  workDir: string;
  /** The provider's own Region, `aws:region`. */
  awsRegion: string | null;
  /** Where the run store is; a folder's path is absolute. */
  store: JournalPlace;
  vault: Readonly<{ caPem: string | undefined; namespace: string | undefined }>;
  secrets: Readonly<{
    vaultToken: Secret | null;
    operationToken: Secret | null;
    shares: readonly Secret[];
  }>;
  /** What the operator should hear although nothing is wrong. */
  notes: readonly string[];
  /** For child processes: our environment without what authorises a role change. Prints as a mask. */
  processEnv: Readonly<Record<string, string>>;
}>;

export type ConfigSource = {
  env: Environment;
  /** The project's folder, `--cwd`. */
  cwd: string;
  environment: string;
  /** `--config-file`, instead of `Pulumi.<environment>.yaml`; relative to `cwd`. */
  configFile?: string | undefined;
  flags: ConfigFlags;
};

/** Flags that override the file, as they were typed. */
export type ConfigFlags = { rollbackAfter?: string | undefined };

/** The one place where the command reads its environment. */
export const processEnvironment = (): Environment => ({ ...process.env });

/** What others print for us, prompts and spinner, hears this variable alone. To be called before they are loaded. */
export function printWithoutColour(): void {
  process.env.NO_COLOR = "1";
  delete process.env.FORCE_COLOR;
}

/** The config, or every problem of the file, the environment and the flags at once. Contacts nothing. */
export function readConfig(source: ConfigSource): { config: Config } | { problems: Problem[] } {
  const file = readStackFile(source);
  const told = readEnvironment(source);
  const flags = readFlags(source.flags);
  const problems = [...file.problems, ...told.problems, ...flags.problems];
  if (file.found === null || problems.length > 0) return { problems };
  const { stack, path, awsRegion } = file.found;
  const config: Config = {
    environment: source.environment,
    stack: { ...stack, recovery: { ...stack.recovery, ...flags.recovery } },
    stackFilePath: path,
    workDir: resolve(source.cwd),
    awsRegion,
    store: storeOf(stack.recovery.journal, dirname(path)),
    ...told.found,
    processEnv: forChildren(source.env),
  };
  return { config: frozen(config) };
}

function storeOf(journal: string, folder: string): JournalPlace {
  const place = journalPlace(journal);
  if (place === null) throw new Error("a journal's place was checked with its file");
  return place.is === "folder" ? { ...place, path: resolve(folder, place.path) } : place;
}

function readFlags({ rollbackAfter }: ConfigFlags): {
  recovery: { rollbackAfterMs?: number };
  problems: Problem[];
} {
  if (rollbackAfter === undefined) return { recovery: {}, problems: [] };
  const parsed = duration.safeParse(rollbackAfter);
  if (parsed.success) return { recovery: { rollbackAfterMs: parsed.data }, problems: [] };
  const allowed = "a duration in ms, s or m";
  const key = "--rollback-after";
  return {
    recovery: {},
    problems: [{ key, found: shown(rollbackAfter), allowed, example: "15s" }],
  };
}

const AUTHORISES = /^(VAULT_TOKEN|VAULT_DR_OPERATION_TOKEN|VAULT_RECOVERY_KEY_.*)$/;

/** AWS credentials stay: Pulumi needs them. The mask keeps them out of a log line that shows a whole config. */
function forChildren(env: Environment): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !AUTHORISES.test(entry[0]),
  );
  const mask = { value: () => "[environment]" };
  return Object.defineProperties(Object.fromEntries(kept), {
    toJSON: mask,
    [inspect.custom]: mask,
  });
}

/** Frozen all the way down; secrets are closed already. */
function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
