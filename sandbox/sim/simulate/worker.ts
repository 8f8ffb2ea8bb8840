import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import { parentPort } from "node:worker_threads";
import type { Chunk } from "./chunk.ts";

/** What a worker is sent, and what it answers with. */
export type { Chunk, ChunkResult } from "./chunk.ts";

// Each thread loads the whole driver anew: two thirds of that is compiling.
enableCompileCache(
  fileURLToPath(new URL("../../../node_modules/.cache/vault-dr", import.meta.url)),
);
const { through } = await import("./chunk.ts");

parentPort?.on("message", (chunk: Chunk) => {
  void through(chunk).then((result) => parentPort?.postMessage(result));
});
