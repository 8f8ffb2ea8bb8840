/** What so many worlds made use of. `counted`: as a story counts. */
type Used = { worlds: number; counted: Readonly<Record<string, number>> };

/** In fewer worlds chance has the say. */
const WORLDS_LEAST = 1_000;

/**
 * How often runs may make use of an exception to a rule, in a thousand worlds. What is not listed is none. More would
 * mean that the exceptions have become the rule.
 */
export const PER_THOUSAND_MAX: Readonly<Record<string, number>> = {
  "two primaries, unproven": 350,
  "two primaries, accepted": 30,
  "loss, accept-loss": 60,
  "loss, wiped by hand": 20,
  "written down locally": 120,
  "finished after its lease": 5,
};

/** An end that the run store did not take. */
const NOT_ON_RECORD = /^exit \d+ not on record$/;
const NOT_ON_RECORD_MAX = 20;

const NAME = "exception ";

/** Which exceptions were made use of too often, a line each. */
export function exceptionsOverBound({ worlds, counted }: Used): string[] {
  if (worlds < WORLDS_LEAST) return [];
  return Object.entries(counted).flatMap(([what, times]) => {
    if (!what.startsWith(NAME)) return [];
    const most = (mostOf(what.slice(NAME.length)) * worlds) / 1000;
    return times <= most ? [] : [`${what}: ${times} times, ${Math.floor(most)} at most`];
  });
}

const mostOf = (name: string): number =>
  PER_THOUSAND_MAX[name] ?? (NOT_ON_RECORD.test(name) ? NOT_ON_RECORD_MAX : 0);
