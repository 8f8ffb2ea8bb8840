import { parentPort } from "node:worker_threads";
import { storyOf } from "./story.ts";

/** Seeds `from`, `from + 1`, … */
export type Chunk = { from: number; count: number };

export type ChunkResult = {
  count: number;
  broken: { seed: number; violations: string[] }[];
  counted: Record<string, number>;
};

async function through({ from, count }: Chunk): Promise<ChunkResult> {
  const result: ChunkResult = { count, broken: [], counted: {} };
  for (let seed = from; seed < from + count; seed++) {
    const { violations, counted } = await storyOf(seed);
    if (violations.length > 0) result.broken.push({ seed, violations });
    for (const [what, times] of Object.entries(counted))
      result.counted[what] = (result.counted[what] ?? 0) + times;
  }
  return result;
}

parentPort?.on("message", (chunk: Chunk) => {
  void through(chunk).then((result) => parentPort?.postMessage(result));
});
