import { Worker } from "node:worker_threads";
import { feed } from "../../sandbox/sim/simulate/feed.ts";
import type { Case } from "./cases.ts";
import { type Played, play } from "./play.ts";
import type { Chunk, ChunkPlayed } from "./worker.ts";

/** How many worlds a thread goes through before it asks for more. */
const CHUNK = 10;

/**
 * Plays every case, on `jobs` threads or, with none, in this one. What comes of the cases is in their order; `onPlayed`
 * is told how many are done.
 */
export async function playAll(
  cases: Case[],
  jobs: number,
  onPlayed: (done: number) => void,
): Promise<Played[]> {
  const all: Played[] = [];
  if (jobs === 0) {
    for (const one of cases) {
      all.push(await play(one));
      onPlayed(all.length);
    }
    return all;
  }
  let next = 0;
  let done = 0;
  const take = (): Chunk | null => {
    const at = next;
    next += CHUNK;
    return at < cases.length ? { at, cases: cases.slice(at, next) } : null;
  };
  await Promise.all(
    Array.from({ length: jobs }, () =>
      work(take, ({ at, played }) => {
        for (const [index, one] of played.entries()) all[at + index] = one;
        done += played.length;
        onPlayed(done);
      }),
    ),
  );
  return all;
}

/** One thread, fed until there is nothing left. */
async function work(
  take: () => Chunk | null,
  onPlayed: (played: ChunkPlayed) => void,
): Promise<void> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url));
  try {
    await feed(worker, take, onPlayed, (_, error) => error as Error);
  } finally {
    void worker.terminate();
  }
}
