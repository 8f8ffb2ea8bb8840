import type { Secret } from "../../../ground/secret.ts";
import { type SortedShares, sortShares } from "./keyShares.ts";

/** The key shares of this process. They come from several places, and their positions count on over all of them. */
export type HeldShares = {
  /** How many were given, whatever they are good for. */
  given(): number;
  sorted(): SortedShares;
  /** Keeps all of them at their places; those that no cluster would take are noticed by position. */
  take(shares: readonly Secret[]): void;
  /** Keeps one, or answers why no cluster would take it; its place is then free for the next. */
  offer(share: Secret): string | null;
};

/** Empty at first. `notice` hears what is wrong with shares that were taken. */
export function heldShares(notice: (text: string) => void): HeldShares {
  let given: readonly Secret[] = [];
  let sorted = sortShares(given);
  return {
    given: () => given.length,
    sorted: () => sorted,
    take: (shares) => {
      const known = sorted.problems.length;
      given = [...given, ...shares];
      sorted = sortShares(given);
      for (const problem of sorted.problems.slice(known)) notice(problem);
    },
    offer: (share) => {
      const next = sortShares([...given, share]);
      if (next.problems.length > sorted.problems.length) return next.problems.at(-1) ?? "";
      given = [...given, share];
      sorted = next;
      return null;
    },
  };
}
