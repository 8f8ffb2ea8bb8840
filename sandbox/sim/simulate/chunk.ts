import { incidentLine, scheduleOf } from "../incidents/schedule.ts";
import { settingsOf } from "../settings.ts";
import { storyOf } from "../story.ts";
import { addedDigest, digestOf } from "./digest.ts";
import { goneThroughTwice } from "./twice.ts";

/** Seeds `from`, `from + 1`, … */
export type Chunk = { from: number; count: number; twice: boolean };

/** How often what was seen, e.g. `exit 13`. */
export type Counted = Record<string, number>;

/** `schedule`: as `--faults` takes it. `logs`: both, where they differ. */
export type Broken = { seed: number; violations: string[]; schedule: string; logs: string[][] };

/** `digest`: of the logs, 0 where none were kept. */
export type ChunkResult = {
  count: number;
  broken: Broken[];
  counted: Counted;
  virtualMs: number;
  digest: number;
};

/** Goes through some worlds, one after the other. */
export async function through({ from, count, twice }: Chunk): Promise<ChunkResult> {
  const result: ChunkResult = { count, broken: [], counted: {}, virtualMs: 0, digest: 0 };
  for (let seed = from; seed < from + count; seed++) {
    const once = async () => ({ ...(await storyOf(seed, { log: false })), logs: [] });
    const told = await (twice ? goneThroughTwice(() => storyOf(seed, { log: true })) : once());
    const { violations, counted, virtualMs, log, logs } = told;
    result.virtualMs += virtualMs;
    if (twice) result.digest = addedDigest(result.digest, digestOf(log));
    if (violations.length > 0)
      result.broken.push({ seed, violations, schedule: scheduleLine(seed), logs });
    for (const [what, times] of Object.entries(counted))
      result.counted[what] = (result.counted[what] ?? 0) + times;
  }
  return result;
}

const scheduleLine = (seed: number): string =>
  scheduleOf(settingsOf(seed)).map(incidentLine).join("; ");
