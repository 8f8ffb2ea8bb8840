import { join, resolve } from "node:path";
import type { OutcomeDocument } from "../../automation/report/outcome.ts";
import { runChild } from "./child.ts";
import type { Playground } from "./playground.ts";

/** What came of one call of the command; `document` is null where it printed none. */
export type CommandEnd = {
  exitCode: number;
  document: OutcomeDocument | null;
  /** Whether it was ended because it had taken `COMMAND_MS_MAX`. */
  cutOff: boolean;
  ms: number;
};

export type Watching = {
  signal: AbortSignal;
  /** Told each line of progress, and the milliseconds since the command was called. */
  progress: (line: string, ms: number) => void;
};

const CLI = join(resolve(import.meta.dirname, "../.."), "automation/cli.ts");
export const COMMAND_MS_MAX = 120_000;

/** Runs `vault-dr` as an operator's pipeline does, a process of its own, and passes its progress on as it comes. */
export async function runCommand(
  { dir, env }: Pick<Playground, "dir" | "env">,
  args: string[],
  { signal, progress }: Watching,
): Promise<CommandEnd> {
  const startedAt = Date.now();
  const { stdout, exitCode, cutOff, ms } = await runChild({
    command: process.execPath,
    args: [CLI, ...args, "--json", "-C", dir],
    cwd: dir,
    env,
    msMax: COMMAND_MS_MAX,
    signal,
    onLine: (line) => progress(line, Date.now() - startedAt),
  });
  signal.throwIfAborted();
  return { exitCode, cutOff, ms, document: documentIn(stdout) };
}

function documentIn(stdout: string): OutcomeDocument | null {
  try {
    return JSON.parse(stdout) as OutcomeDocument;
  } catch {
    return null;
  }
}
