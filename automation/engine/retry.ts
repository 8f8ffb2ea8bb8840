/** A policy of pauses as data: it can be printed, compared and tested, and it owns no timer. */
export type RetryPolicy = { next(attempt: number): number };

/** `firstMs`, doubling up to `mostMs`. Attempts count from 1. Whoever uses it has a bound of its own. */
export const doubling = (firstMs: number, mostMs: number): RetryPolicy => ({
  next: (attempt) => Math.min(mostMs, firstMs * 2 ** (attempt - 1)),
});
