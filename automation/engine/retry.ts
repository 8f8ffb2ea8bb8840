/** A policy of pauses as data: it can be printed, compared and tested, and it owns no timer. */
export type RetryPolicy = { next(attempt: number): number | null };

/** `firstMs`, doubling up to `mostMs`, for `times` pauses; then null: give up. Attempts count from 1. */
export const doubling = (firstMs: number, mostMs: number, times: number): RetryPolicy => ({
  next: (attempt) => (attempt > times ? null : Math.min(mostMs, firstMs * 2 ** (attempt - 1))),
});
