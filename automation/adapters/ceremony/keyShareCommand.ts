import { type Answer, ok, refused, unknown } from "../../../ground/answer.ts";
import { Secret } from "../../../ground/secret.ts";

/** Answers with the shares that the operator's own command printed. */
export type KeyShareCommand = () => Promise<Answer<Secret[]>>;

export type KeyShareCommandOptions = {
  /** As typed; run without a shell, a relative program is looked for in `cwd`. */
  command: string;
  cwd: string;
  env: Readonly<Record<string, string>>;
  boundMs: number;
};

const KILL_AFTER_MS = 1_000;
const LAST_LINES_MS = 1_000;
/** Far more than any set of key shares. */
const BYTES_MAX = 65_536;

/**
 * The operator's own command that prints key shares, one a line. What it says on stderr may be a secret too: it is not
 * read, and a failure is told by its exit code alone.
 */
export function keyShareCommand({
  command,
  cwd,
  env,
  boundMs,
}: KeyShareCommandOptions): KeyShareCommand {
  return async () => {
    const { execa, parseCommandString } = await import("execa");
    const [program = "", ...args] = parseCommandString(command);
    const child = execa(program, args, {
      cwd,
      env,
      extendEnv: false,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "ignore",
      buffer: false,
      timeout: boundMs,
      killDescendants: true,
      forceKillAfterDelay: KILL_AFTER_MS,
      reject: false,
    });
    const printed = collect(child.stdout, () => child.kill());
    // What it started in the background may keep our pipe open; its own end is the answer.
    child.nodeChildProcess.once("exit", () => {
      setTimeout(() => child.stdout.destroy(), LAST_LINES_MS);
    });
    const { exitCode, timedOut, code } = await child;
    try {
      if (timedOut) return unknown("timed-out", `it was not done in ${boundMs} ms. ${BY_HAND}`);
      if (printed.bytes > BYTES_MAX) return refused(1, "it printed far more than key shares");
      if (exitCode === 0) return sharesIn(printed.chunks);
      return exitCode === undefined
        ? refused(127, `it could not be run to its end (${code ?? "killed"}). ${BY_HAND}`)
        : refused(exitCode, `it ended with exit code ${exitCode}. ${BY_HAND}`);
    } finally {
      for (const chunk of printed.chunks) chunk.fill(0);
    }
  };
}

const BY_HAND = "Run it by hand to see why";

type Printed = { chunks: Buffer[]; bytes: number };

function collect(stream: NodeJS.ReadableStream, stop: () => unknown): Printed {
  const printed: Printed = { chunks: [], bytes: 0 };
  stream.on("data", (chunk: Buffer) => {
    printed.bytes += chunk.length;
    if (printed.bytes <= BYTES_MAX) printed.chunks.push(chunk);
    else stop();
  });
  stream.on("error", () => undefined); // the exit code tells
  return printed;
}

function sharesIn(chunks: readonly Buffer[]): Answer<Secret[]> {
  const whole = Buffer.concat(chunks);
  const lines = whole.toString("utf8").split("\n");
  whole.fill(0);
  const shares = lines.map((line) => line.trim()).filter((line) => line !== "");
  return shares.length === 0
    ? refused(1, "it printed no key share")
    : ok(shares.map((share) => new Secret(share)));
}
