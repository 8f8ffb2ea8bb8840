import { spawn } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Rehearsal } from "../test/helpers/rehearsal.ts";
import { type Measured, rowOf } from "./table.ts";
import { inWorld, startPair } from "./world.ts";

/** A first start finds no compiled code that an earlier one left behind. */
type Start = { name: string; args: (folder: string) => string[]; first: boolean; atMost?: number };

const COMMAND = resolve(import.meta.dirname, "../automation/cli.ts");
const help = { args: () => [COMMAND, "--help"], atMost: 250 };
const status = { args: (folder: string) => [COMMAND, "status", "test", "-C", folder], atMost: 600 };

const STARTS: Start[] = [
  { name: "node -e 0, the baseline", args: () => ["-e", "0"], first: false },
  { ...help, name: "vault-dr --help, first start", first: true },
  { ...help, name: "vault-dr --help, later starts", first: false },
  { ...status, name: "vault-dr status, two healthy clusters, first start", first: true },
  { ...status, name: "vault-dr status, two healthy clusters, later starts", first: false },
];

/** From nothing to the answer, a new process each time; Node's own start beside it. */
export const startup = ({ rounds }: { rounds: number }): Promise<Measured> =>
  inWorld(startPair(), async (world) => {
    const times = new Map(STARTS.map((start): [Start, number[]] => [start, []]));
    const failures: string[] = [];
    // In turns: whatever else the machine does meets all alike. Round 0 leaves compiled code behind and does not count.
    for (let round = 0; round <= rounds; round++) {
      for (const [start, values] of times) {
        const { ms, exitCode } = await timeOf(start, world);
        if (round > 0) values.push(ms);
        if (exitCode !== 0) failures.push(`startup, ${start.name}: ended with ${exitCode}`);
      }
    }
    return { rows: [...times].map(([start, values]) => toRow(start, values)), notes, failures };
  });

const notes = [
  "startup: wall time of a new process, started to ended; a first start compiles everything, later ones find what it kept. `status` asks clusters, Route 53 and a resolver on loopback that answer at once, so nearly all of it is ours.",
];

const toRow = ({ name, atMost }: Start, values: number[]) =>
  rowOf(values, {
    ...({ bench: "startup", name, unit: "ms", tail: "p95" } as const),
    goal: atMost === undefined ? null : { atMost, of: "median" },
  });

async function timeOf(
  { args, first }: Start,
  { env, folder }: Rehearsal,
): Promise<{ ms: number; exitCode: number | null }> {
  const cache = first ? { NODE_COMPILE_CACHE: await mkdtemp(join(folder, "compiled-")) } : {};
  const startedAt = performance.now();
  const child = spawn(process.execPath, args(folder), {
    env: { ...env, ...cache },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) stream.resume();
  return new Promise((done, broken) => {
    child.once("error", broken);
    child.once("close", (exitCode) => done({ ms: performance.now() - startedAt, exitCode }));
  });
}
