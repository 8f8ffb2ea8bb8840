import type { Result } from "../story.ts";

/** `logs`: both, where they differ. */
export type Twice = Result & { logs: string[][] };

/** Goes through the same world twice, and compares the two logs byte by byte. */
export async function goneThroughTwice(tell: () => Promise<Result>): Promise<Twice> {
  const [first, again] = [await tell(), await tell()];
  const difference = whatDiffers(first, again);
  if (difference === null) return { ...first, logs: [] };
  const violations = [...first.violations, `same twice: ${difference}`];
  return { ...first, violations, logs: [first.log, again.log] };
}

/** The first line that is not the same, or null. */
export function whatDiffers(first: Result, again: Result): string | null {
  const lines = Math.max(first.log.length, again.log.length);
  for (let index = 0; index < lines; index++) {
    const [one, other] = [first.log[index] ?? "nothing", again.log[index] ?? "nothing"];
    if (one !== other) return `line ${index + 1} is "${one.trim()}", then "${other.trim()}"`;
  }
  const [one, other] = [first, again].map(({ violations, counted }) =>
    JSON.stringify([violations, counted]),
  );
  return one === other ? null : "violations or counters differ, although the logs do not";
}
