import { type Refused, refused } from "../../../ground/answer.ts";

/** A run's id is a part of a name in the store, and leads nowhere else. */
export const isRunId = (run: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(run);

export const notARunId = (run: string): Refused =>
  refused(400, `${JSON.stringify(run)} is no run's id`);

/** The name under which a run is kept, and the id in such a name; null for any other name. */
export const runName = (run: string): string => `${run}.ndjson`;
export const runIdIn = (name: string): string | null => /^(.+)\.ndjson$/.exec(name)?.[1] ?? null;

/**
 * Ids by time, newest first. An id begins with its minute; `within` orders those of one minute, and is not asked about
 * a run that is alone in its own.
 */
export async function newestFirst(
  ids: string[],
  within: (sharing: string[]) => Promise<string[]>,
): Promise<string[]> {
  const minutes = Object.entries(Object.groupBy(ids, minuteOf));
  const latest = minutes.toSorted(([one], [other]) => (one < other ? 1 : -1));
  const ordered = latest.map(([, sharing = []]) =>
    sharing.length < 2 ? sharing : within(sharing),
  );
  return (await Promise.all(ordered)).flat();
}

/** `2026-11-23T20-36` */
const minuteOf = (run: string): string => run.slice(0, "2026-11-23T20-36".length);
