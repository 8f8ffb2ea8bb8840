import { Worker } from "node:worker_threads";
import { INCIDENT_KINDS } from "./incidents/kinds.ts";
import type { Chunk, ChunkResult } from "./worker.ts";

export type Simulation = { from: number; runs: number; jobs: number; say: (line: string) => void };

/** How many worlds one worker goes through before it asks for more. */
const CHUNK = 25;
const SHOWN_MAX = 20;
/** With so many runs everything that can be drawn has been. */
const RUNS_FOR_COVERAGE = 10_000;

/** Takes the driver through `runs` seeded worlds on `jobs` threads. Answers with the number of worlds that broke a rule. */
export async function simulate({ from, runs, jobs, say }: Simulation): Promise<number> {
  const counted: Record<string, number> = {};
  const broken: ChunkResult["broken"] = [];
  let next = from;
  let done = 0;
  let told = 0;
  const take = (): Chunk | null => {
    const count = Math.min(CHUNK, from + runs - next);
    if (count <= 0) return null;
    next += count;
    return { from: next - count, count };
  };
  await Promise.all(
    Array.from({ length: jobs }, () =>
      work(take, (result) => {
        done += result.count;
        broken.push(...result.broken);
        for (const [what, times] of Object.entries(result.counted))
          counted[what] = (counted[what] ?? 0) + times;
        for (const one of result.broken.slice(0, SHOWN_MAX)) say(brokenLines(one));
        if (done - told >= 1_000 || done === runs) {
          told = done;
          say(`${done} worlds, ${broken.length} broke a rule`);
        }
      }),
    ),
  );
  const missing = runs >= RUNS_FOR_COVERAGE ? neverSeen(counted) : [];
  for (const line of table(counted)) say(line);
  for (const what of missing) say(`never seen: ${what}`);
  return broken.length + missing.length;
}

/** One thread, fed until there is nothing left. */
function work(take: () => Chunk | null, onResult: (result: ChunkResult) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url));
    const feed = () => {
      const chunk = take();
      if (chunk !== null) return worker.postMessage(chunk);
      void worker.terminate();
      return resolve();
    };
    worker.on("message", (result: ChunkResult) => {
      onResult(result);
      feed();
    });
    worker.on("error", reject);
    feed();
  });
}

const brokenLines = ({ seed, violations }: ChunkResult["broken"][number]): string =>
  [
    `seed ${seed}: npm run sim -- --seed ${seed}`,
    ...violations.slice(0, 5).map((one) => `  ${one}`),
  ].join("\n");

/** What must have happened in ten thousand worlds, or they prove less than they seem to. */
function neverSeen(counted: Record<string, number>): string[] {
  const expected = [
    ...INCIDENT_KINDS.map((kind) => `incident ${kind}`),
    ...[0, 8, 10, 11, 12, 13, 14, 15].map((code) => `exit ${code}`),
    "died",
  ];
  return expected.filter((what) => counted[what] === undefined);
}

const table = (counted: Record<string, number>): string[] =>
  Object.entries(counted)
    .sort(([left], [right]) => left.localeCompare(right))
    .map(([what, times]) => `${String(times).padStart(8)}  ${what}`);
