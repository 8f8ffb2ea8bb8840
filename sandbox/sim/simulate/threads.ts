import { Worker } from "node:worker_threads";
import type { Broken, Counted } from "./chunk.ts";
import { addedDigest } from "./digest.ts";
import { feed } from "./feed.ts";
import type { Chunk, ChunkResult } from "./worker.ts";

/** `signal` ends it early, with what was seen until then. */
export type Simulation = {
  from: number;
  runs: number;
  jobs: number;
  /** Each world is gone through twice, and the two logs are compared. */
  twice: boolean;
  signal: AbortSignal;
  /** Told after every chunk of worlds. */
  progress: (seen: Seen) => void;
};

/** What came of many worlds. `counted`: how often what happened; `cpuMs`: of all threads together. */
export type Seen = {
  worlds: number;
  broken: Broken[];
  counted: Counted;
  virtualMs: number;
  cpuMs: number;
  /** Of all logs together, whatever thread they came from; 0 where none were kept. */
  digest: number;
};

/** How many worlds one worker goes through before it asks for more. */
const CHUNK = 25;

/** Takes the driver through `runs` seeded worlds on `jobs` threads. Rejects when a worker itself cannot go on. */
export async function simulate(simulation: Simulation): Promise<Seen> {
  const { jobs, signal } = simulation;
  const seen: Seen = { worlds: 0, broken: [], counted: {}, virtualMs: 0, cpuMs: 0, digest: 0 };
  const before = process.cpuUsage();
  const take = chunksOf(simulation);
  const onResult = (result: ChunkResult): void => {
    add(seen, result);
    const { user, system } = process.cpuUsage(before);
    seen.cpuMs = (user + system) / 1000;
    simulation.progress(seen);
  };
  const workers = Array.from(
    { length: jobs },
    () => new Worker(new URL("./worker.ts", import.meta.url)),
  );
  const endAll = () => void Promise.all(workers.map((worker) => worker.terminate()));
  signal.addEventListener("abort", endAll, { once: true });
  try {
    await Promise.all(workers.map((worker) => feed(worker, take, onResult, lostWorker)));
  } finally {
    signal.removeEventListener("abort", endAll);
    endAll();
  }
  seen.broken.sort((left, right) => left.seed - right.seed);
  return seen;
}

/** The next chunk each time; smaller ones where few worlds would leave a thread without work. */
function chunksOf({ from, runs, jobs, twice, signal }: Simulation): () => Chunk | null {
  const most = Math.min(CHUNK, Math.ceil(runs / jobs / 4));
  let next = from;
  return () => {
    const count = signal.aborted ? 0 : Math.min(most, from + runs - next);
    if (count <= 0) return null;
    next += count;
    return { from: next - count, count, twice };
  };
}

function lostWorker(under: Chunk | null, error: unknown): Error {
  const where = under === null ? "" : `, seeds ${under.from} to ${under.from + under.count - 1}`;
  return new Error(`a worker could not go on${where}: ${error}`, { cause: error });
}

function add(seen: Seen, { count, broken, counted, virtualMs, digest }: ChunkResult): void {
  seen.worlds += count;
  seen.virtualMs += virtualMs;
  seen.digest = addedDigest(seen.digest, digest);
  seen.broken.push(...broken);
  for (const [what, times] of Object.entries(counted))
    seen.counted[what] = (seen.counted[what] ?? 0) + times;
}
