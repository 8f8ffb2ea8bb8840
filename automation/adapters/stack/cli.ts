/** Past the bound the CLI gets a SIGINT, cancels what it does and frees its lock; then, after this, a SIGKILL. */
const KILL_AFTER_MS = 10_000;

export type CliResult = { stdout: string; stderr: string; code: number };

/** A call of the CLI that did not end well. Its message holds the CLI's own words, never its environment. */
export class CliFailure extends Error {
  readonly kind: "failed" | "timed-out" | "no-cli";
  readonly output: string;

  constructor(kind: CliFailure["kind"], output: string) {
    super(output);
    this.name = "CliFailure";
    this.kind = kind;
    this.output = output;
  }
}

/** The Pulumi CLI, each call of it bounded. Has the shape that the Automation API wants of a command. */
export class PulumiCli {
  readonly command: string;
  readonly version = null;
  readonly #env: Record<string, string>;
  readonly #boundMs: () => number;

  /** `env` is the whole environment of the CLI; `boundMs` is asked before each call. */
  constructor(command: string, env: Record<string, string>, boundMs: () => number) {
    this.command = command;
    this.#env = env;
    this.#boundMs = boundMs;
  }

  async run(args: string[], cwd: string, extra: Record<string, string> = {}): Promise<CliResult> {
    const boundMs = this.#boundMs();
    const { execa } = await import("execa"); // loaded when the CLI is called: `status` calls none
    const done = await execa(this.command, withFlag(args, "--non-interactive"), {
      cwd,
      env: { ...this.#env, ...extra, PULUMI_AUTOMATION_API: "true" },
      extendEnv: false,
      stdin: "ignore",
      reject: false,
      timeout: Math.max(1, boundMs),
      killSignal: "SIGINT",
      // In a process group of its own: a Ctrl-C reaches us alone, and an update that is under way comes to its end.
      killDescendants: true,
      forceKillAfterDelay: KILL_AFTER_MS,
    });
    if (done.timedOut) throw new CliFailure("timed-out", `no answer in ${boundMs} ms`);
    if (done.code === "ENOENT") throw new CliFailure("no-cli", `there is no ${this.command}`);
    if (done.exitCode !== 0) {
      const output = `${done.stdout}\n${done.stderr}`.trim();
      throw new CliFailure("failed", output || `exit code ${done.exitCode ?? done.signal}`);
    }
    return { stdout: done.stdout, stderr: done.stderr, code: 0 };
  }
}

const withFlag = (args: string[], flag: string): string[] =>
  args.includes(flag) ? args : [...args, flag];

const TEXT_MAX = 600;

/** The lines in which the CLI says why: those marked as errors with what belongs to them, else the last ones. */
export function reasonIn(output: string): string {
  const lines = output
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const marked = lines
    .filter((line) => /\berror:/.test(line))
    .map((line) => line.replace(/^.*?\berror: */, ""));
  const told = [...new Set(marked)].filter((line) => line !== "" && !/^update failed$/.test(line));
  const text = (told.length > 0 ? told : lines.slice(-3)).join("; ");
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text;
}

/** Who holds the stack, as the CLI names it, or null where it is not locked. */
export function lockIn(output: string): string | null {
  if (output.includes("[409] Conflict")) return "another update of the stack is in progress";
  if (!output.includes("the stack is currently locked by")) return null;
  const holders = output.split("\n").flatMap((line) => /: created by (.*)$/.exec(line)?.[1] ?? []);
  const named = [...new Set(holders.map((holder) => holder.trim()))].join("; ");
  return `the stack is locked by ${named || "another update"}`;
}

export const isMissingStack = (output: string): boolean => /no stack named.*found/.test(output);
