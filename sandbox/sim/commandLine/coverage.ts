import { expectedCounters } from "../coverage.ts";
import type { Seen } from "../simulate/threads.ts";

/** So many worlds must have seen everything. */
const WORLDS_FOR_ALL = 10_000;
/** With fewer than so many, what they have not seen says nothing. */
const WORLDS_FOR_NAMES = 1_000;

/** `missing`: what must have happened and did not, or the worlds prove less than they seem to. */
export type Coverage = { missing: string[]; lines: string[] };

/** What was never seen of what is expected: a failure in ten thousand worlds, only told in fewer. */
export function coverageOf({ worlds, counted }: Pick<Seen, "worlds" | "counted">): Coverage {
  const expected = expectedCounters();
  const unseen = expected.filter((what) => (counted[what] ?? 0) === 0);
  if (worlds >= WORLDS_FOR_ALL)
    return { missing: unseen, lines: unseen.map((what) => `never seen: ${what}`) };
  const seen = `${expected.length - unseen.length} of ${expected.length} expected counters seen`;
  const names = worlds >= WORLDS_FOR_NAMES && unseen.length > 0 ? `, not ${unseen.join(", ")}` : "";
  return { missing: [], lines: [`${seen}${names}`] };
}
