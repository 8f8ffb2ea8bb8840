/** Time comes in through this port, so that a simulation can own it. */
export interface Clock {
  /** Wall time in milliseconds since the epoch. It jumps when a laptop sleeps, and the lease relies on that. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` aborts; it never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** What `withinMs` gives when the work did not finish in time. */
export const TOO_LATE = Symbol("too late");

/** The result of `work`, or TOO_LATE after `ms`. The work itself is not cancelled: its own bound ends it. */
export async function withinMs<T>(
  clock: Clock,
  ms: number,
  work: Promise<T>,
): Promise<T | typeof TOO_LATE> {
  const done = new AbortController();
  try {
    return await Promise.race([
      work,
      clock.sleep(ms, done.signal).then((): typeof TOO_LATE => TOO_LATE),
    ]);
  } finally {
    done.abort("the work has ended"); // a reason of our own: the usual one is an error that costs its stack
  }
}
