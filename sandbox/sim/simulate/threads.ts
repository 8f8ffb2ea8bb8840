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
  /** Threads that could not go on, in words: their last worlds are missing. */
  lost: string[];
  /** Of all logs together, whatever thread they came from; 0 where none were kept. */
  digest: number;
};

/** How many worlds one worker goes through before it asks for more. */
const CHUNK = 25;

const WORKER = new URL("./worker.ts", import.meta.url);

/** Takes the driver through `runs` seeded worlds on `jobs` threads. Where one of those breaks the others go on. */
export async function simulate(simulation: Simulation, file = WORKER): Promise<Seen> {
  const { jobs, signal } = simulation;
  const seen: Seen = {
    worlds: 0,
    broken: [],
    counted: {},
    virtualMs: 0,
    cpuMs: 0,
    lost: [],
    digest: 0,
  };
  const before = process.cpuUsage();
  const take = chunksOf(simulation);
  const onResult = (result: ChunkResult): void => {
    add(seen, result);
    const { user, system } = process.cpuUsage(before);
    seen.cpuMs = (user + system) / 1000;
    simulation.progress(seen);
  };
  const workers = Array.from({ length: jobs }, () => new Worker(file));
  const endAll = () => void Promise.all(workers.map((worker) => worker.terminate()));
  signal.addEventListener("abort", endAll, { once: true });
  try {
    const fed = workers.map((worker) => feed(worker, take, onResult, lostWorker));
    const lost = (error: Error) => void seen.lost.push(error.message);
    await Promise.all(fed.map((work) => work.catch(lost)));
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
  return new Error(`a thread could not go on${where}: ${error}`, { cause: error });
}

function add(seen: Seen, { count, broken, counted, virtualMs, digest }: ChunkResult): void {
  seen.worlds += count;
  seen.virtualMs += virtualMs;
  seen.digest = addedDigest(seen.digest, digest);
  seen.broken.push(...broken);
  for (const [what, times] of Object.entries(counted))
    seen.counted[what] = (seen.counted[what] ?? 0) + times;
}
