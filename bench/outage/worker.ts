import { parentPort } from "node:worker_threads";
import type { Case } from "./cases.ts";
import { type Played, play } from "./play.ts";

export type Chunk = { at: number; cases: Case[] };
export type ChunkPlayed = { at: number; played: Played[] };

async function through({ at, cases }: Chunk): Promise<ChunkPlayed> {
  const played: Played[] = [];
  for (const one of cases) played.push(await play(one));
  return { at, played };
}

parentPort?.on("message", (chunk: Chunk) => {
  void through(chunk).then((result) => parentPort?.postMessage(result));
});
