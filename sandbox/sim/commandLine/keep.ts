import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Broken } from "../simulate/chunk.ts";
import { storyOf } from "../story.ts";

/** So many worlds are enough to look at. */
const KEPT_MAX = 50;

/** Writes the report, and for each world that broke a rule its log; both, where the same seed gave two. */
export async function keepLogs(
  folder: string,
  { report, broken }: { report: string[]; broken: Broken[] },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const write = (name: string, lines: string[]) =>
    writeFile(join(folder, name), lines.map((line) => `${line}\n`).join(""));
  await write("report.txt", report);
  for (const { seed, logs } of broken.slice(0, KEPT_MAX)) {
    const [log = (await storyOf(seed)).log, again] = logs;
    await write(`seed-${seed}.log`, log);
    if (again !== undefined) await write(`seed-${seed}-again.log`, again);
  }
}
