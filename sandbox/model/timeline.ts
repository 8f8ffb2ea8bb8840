/**
 * The world's own time. Virtual: whoever drives it calls `advanceTo`. Real: a door calls it with the wall clock before
 * every request and when `nextAt` is due. Either way events run in order of their time, then of their making.
 */
export class Timeline {
  #now: number;
  #made = 0;
  #events: { at: number; order: number; run: () => void }[] = [];

  constructor(startMs: number) {
    this.#now = startMs;
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#now;
  }

  /** When the next event is due, or null. */
  nextAt(): number | null {
    return this.#events[0]?.at ?? null;
  }

  /** Runs `run` once, `delayMs` from now. */
  after(delayMs: number, run: () => void): void {
    const event = { at: this.#now + Math.max(0, delayMs), order: this.#made++, run };
    const index = this.#events.findIndex((other) => other.at > event.at);
    this.#events.splice(index === -1 ? this.#events.length : index, 0, event);
  }

  /** Lets time pass up to `at`, running what is due on the way. Going back is ignored. */
  advanceTo(at: number): void {
    for (;;) {
      const next = this.#events[0];
      if (next === undefined || next.at > at) break;
      this.#events.shift();
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = Math.max(this.#now, at);
  }
}
