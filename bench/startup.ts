import { spawn } from "node:child_process";
import { resolve } from "node:path";
import type { Rehearsal } from "../test/helpers/rehearsal.ts";
import { type Measured, rowOf } from "./table.ts";
import { inWorld, startPair } from "./world.ts";

const COMMAND = resolve(import.meta.dirname, "../automation/cli.ts");
const HELP_MS_MAX = 250;
const STATUS_MS_MAX = 600;

/** From nothing to the answer, a new process each time; Node's own start beside it. */
export const startup = ({ starts }: { starts: number }): Promise<Measured> =>
  inWorld(startPair(), async (world) => {
    const times: Record<Started, number[]> = { node: [], help: [], status: [] };
    const failures: string[] = [];
    // In turns: whatever else the machine does meets all three alike.
    for (let round = 1; round <= starts; round++) {
      for (const what of STARTED) {
        const { ms, exitCode } = await timeOf(argumentsOf(what, world), world);
        times[what].push(ms);
        if (exitCode !== 0) failures.push(`startup, ${what}: ended with ${exitCode}`);
      }
    }
    const row = (what: Started, name: string, atMost?: number) =>
      rowOf(times[what], {
        ...({ bench: "startup", name, unit: "ms", tail: "p95" } as const),
        goal: atMost === undefined ? null : { atMost, of: "median" },
      });
    return {
      rows: [
        row("node", "node -e 0, the baseline"),
        row("help", "vault-dr --help", HELP_MS_MAX),
        row("status", "vault-dr status test, two healthy clusters", STATUS_MS_MAX),
      ],
      notes: [
        "startup: wall time of a new process, started to ended. `status` asks clusters, Route 53 and a resolver on loopback that answer at once, so nearly all of it is ours.",
      ],
      failures,
    };
  });

const STARTED = ["node", "help", "status"] as const;
type Started = (typeof STARTED)[number];

function argumentsOf(what: Started, { folder }: Rehearsal): string[] {
  switch (what) {
    case "node":
      return ["-e", "0"];
    case "help":
      return [COMMAND, "--help"];
    case "status":
      return [COMMAND, "status", "test", "-C", folder];
    default:
      return what satisfies never;
  }
}

function timeOf(
  args: string[],
  { env }: Rehearsal,
): Promise<{ ms: number; exitCode: number | null }> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) stream.resume();
  return new Promise((done, broken) => {
    child.once("error", broken);
    child.once("close", (exitCode) => done({ ms: performance.now() - startedAt, exitCode }));
  });
}
