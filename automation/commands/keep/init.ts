import { lstatSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { asFinding, exitOf, type Failure } from "../../../ground/errors.ts";
import { listProblems, type Problem } from "../../../ground/problems.ts";
import { parseStackConfig } from "../../../infra/contract.ts";
import { readText } from "../../configFile.ts";
import { type OutcomeDocument, withoutRun } from "../../report/outcome.ts";
import { adviceOn } from "./predecessor/advice.ts";
import { type Predecessor, readPredecessor } from "./predecessor/configuration.ts";
import { keysOf, stackFileText } from "./predecessor/stackFileText.ts";

/** Names of the files that were written, in --cwd. */
export type InitDocument = OutcomeDocument & { init: { written: string[] } };

/** `from`: the predecessor's file, relative to `cwd`. */
type Asked = { cwd: string; from: string | null };

/** Writes a stack file for every environment of the predecessor's file, or, when anything is wrong, none. Contacts nobody. */
export async function init({
  cwd,
  from,
}: Asked): Promise<{ document: InitDocument; text: string }> {
  const path = resolve(cwd, from ?? "");
  const text = readText(path);
  if (text === null) return refused(unreadable(path));
  const { environments, problems } = readPredecessor(basename(path), text);
  if (problems.length === 0) problems.push(...environments.flatMap(againstContract));
  if (problems.length > 0) return refused(invalid(path, problems));
  const files = environments.map((one) => ({
    name: `Pulumi.${one.environment}.yaml`,
    text: stackFileText(one),
  }));
  const failure = writeAll(cwd, files);
  if (failure !== null) return refused(failure);
  const written = files.map(({ name }) => name);
  const base = { verb: "init", environment: "", outcome: "done", exitCode: 0 } as const;
  const document = withoutRun({ ...base, findings: adviceOn(environments) });
  return {
    document: { ...document, init: { written } },
    text: `written: ${written.join(", ")}\n`,
  };
}

function refused(failure: Failure): { document: InitDocument; text: string } {
  const document = withoutRun({
    verb: "init",
    environment: "",
    outcome: "refused",
    exitCode: exitOf(failure.code),
    findings: [asFinding(failure)],
  });
  return { document: { ...document, init: { written: [] } }, text: "" };
}

const PROBLEMS_SHOWN_MAX = 20;

function invalid(path: string, problems: Problem[]): Failure {
  const more = problems.length - PROBLEMS_SHOWN_MAX;
  const title = `${path} has problems; nothing was written.`;
  const list = listProblems(title, problems.slice(0, PROBLEMS_SHOWN_MAX));
  return {
    code: "CONFIG_INVALID",
    now: more > 0 ? `${list}\n  and ${more} more` : list,
    next: "Mend all of them, then run the same command again.",
  };
}

const unreadable = (path: string): Failure => ({
  code: "CONFIG_INVALID",
  now: `${path} cannot be read. Nothing was written.`,
  next: "Name the predecessor's file, relative to --cwd: vault-dr init --from vault_dr.cfg",
});

/** What the stack file's own schema has against the values: the file that is written must be one that is taken. */
function againstContract(found: Predecessor): Problem[] {
  const keys = Object.entries(keysOf(found)).filter(([key]) => key.startsWith("vault-dr:"));
  const bare = keys.map(([key, value]) => [key.slice("vault-dr:".length), value]);
  const parsed = parseStackConfig(Object.fromEntries(bare));
  return "problems" in parsed ? parsed.problems : [];
}

type NewFile = { name: string; text: string };

/** Writes all files or none. One that exists is never replaced. */
function writeAll(folder: string, files: NewFile[]): Failure | null {
  const there = files.filter(({ name }) => isThere(join(folder, name)));
  if (there.length > 0) return exists(there.map(({ name }) => name));
  const made: string[] = [];
  for (const { name, text } of files) {
    const path = join(folder, name);
    try {
      writeFileSync(path, text, { flag: "wx", flush: true });
      made.push(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      for (const one of code === "EEXIST" ? made : [...made, path]) rmSync(one, { force: true });
      return code === "EEXIST" ? exists([name]) : unwritable(resolve(folder), code);
    }
  }
  return null;
}

/** A link that leads nowhere is there, too. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false; // a folder that we may not look into: the writing will tell
  }
}

const exists = (names: string[]): Failure => ({
  code: "STACK_FILE_EXISTS",
  now: `Already there: ${names.join(", ")}. Nothing was written.`,
  next: "Move them away when they are not needed, or write elsewhere with --cwd DIR; or leave those environments' sections out of a copy of the predecessor's file.",
});

const unwritable = (folder: string, why = "unknown reason"): Failure => ({
  code: "CONFIG_INVALID",
  now: `Nothing can be written into ${folder} (${why}). Nothing was written.`,
  next: "Name a folder that you may write with --cwd DIR.",
});
