import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export type ChildWish = {
  command: string;
  args: string[];
  cwd: string;
  /** The whole environment. */
  env: Record<string, string>;
  msMax: number;
  signal: AbortSignal;
  /** Told every line of stderr as it comes. */
  onLine?: (line: string) => void;
};

/** `exitCode` is -1 where a signal ended it, or nothing could be started. */
export type ChildEnd = {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** Whether it was ended because it had taken `msMax`. */
  cutOff: boolean;
  ms: number;
};

const LOOK_EVERY_MS = 25;
/** How a process is asked to end, and how long it then has: asked twice, the command and Pulumi end at once. */
const REQUESTS = [
  { signal: "SIGINT", waitMs: 1_000 },
  { signal: "SIGINT", waitMs: 4_000 },
  { signal: "SIGKILL", waitMs: 1_000 },
] as const;

/**
 * Runs a program to its end in a process group of its own, so that Ctrl-C reaches it through us only and whatever it
 * started ends with it.
 */
export async function runChild(wish: ChildWish): Promise<ChildEnd> {
  const startedAt = Date.now();
  const child = spawn(wish.command, wish.args, {
    cwd: wish.cwd,
    env: wish.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const told = listen(child, wish.onLine);
  let ending: Promise<void> | undefined;
  const end = (): void => {
    ending ??= endGroup(child.pid);
  };
  let cutOff = false;
  const bound = setTimeout(() => {
    cutOff = true;
    end();
  }, wish.msMax);
  wish.signal.addEventListener("abort", end);
  if (wish.signal.aborted) end();
  const exitCode = await exitOf(child);
  clearTimeout(bound);
  wish.signal.removeEventListener("abort", end);
  await ending;
  return { exitCode, ...told(), cutOff, ms: Date.now() - startedAt };
}

async function exitOf(child: ChildProcess): Promise<number> {
  try {
    const [code] = await once(child, "close");
    return typeof code === "number" ? code : -1;
  } catch {
    return -1; // it could not be started
  }
}

function listen(
  { stdout, stderr }: ChildProcess,
  onLine: (line: string) => void = () => {},
): () => Pick<ChildEnd, "stdout" | "stderr"> {
  const told = { stdout: "", stderr: "" };
  stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    told.stdout += chunk;
  });
  if (stderr !== null) {
    createInterface({ input: stderr }).on("line", (line) => {
      told.stderr += `${line}\n`;
      onLine(line);
    });
  }
  return () => told;
}

/** Ends every process of the group that `pid` leads. */
async function endGroup(pid: number | undefined): Promise<void> {
  if (pid === undefined) return;
  for (const { signal, waitMs } of REQUESTS) {
    if (!tell(pid, signal)) return;
    const until = Date.now() + waitMs;
    while (Date.now() < until) {
      await new Promise((wake) => setTimeout(wake, LOOK_EVERY_MS));
      if (!tell(pid, 0)) return;
    }
  }
}

/** False when nobody is left to be told. */
function tell(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}
