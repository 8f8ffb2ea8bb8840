import type { Clock } from "../../../ground/clock.ts";
import type { Timeline } from "../../model/timeline.ts";

/** Work that has not ended by then never will. */
const UNTIL_MS_MAX = 12 * 3_600_000;

/** The world's time as a driver's clock. It passes only when a test lets it: no promise ever waits for real time. */
export class VirtualClock implements Clock {
  readonly #timeline: Timeline;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  now(): number {
    return this.#timeline.now();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((wake) => {
      const onAbort = () => wake();
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#timeline.after(ms, () => {
        signal?.removeEventListener("abort", onAbort);
        wake();
      });
    });
  }

  /** Runs `what` once, `ms` from now. */
  after(ms: number, what: () => void): void {
    this.#timeline.after(ms, what);
  }

  /** Lets `ms` pass, sleeper by sleeper: everybody does in time what they have to do. */
  async pass(ms: number): Promise<void> {
    const end = this.now() + ms;
    await idle();
    for (;;) {
      const next = this.#timeline.nextAt();
      if (next === null || next > end) break;
      this.#timeline.advanceTo(next);
      await idle();
    }
    this.#timeline.advanceTo(end);
    await idle();
  }

  /** Lets `ms` pass at once, as for a machine that slept: whoever wakes finds it late. */
  jump(ms: number): void {
    this.#timeline.advanceTo(this.now() + ms);
  }

  /** Whenever all promises are idle, time goes on to the next sleeper, until `work` has ended; `whenIdle` may look. */
  async until<T>(work: Promise<T>, whenIdle: () => void = NOBODY_LOOKS): Promise<T> {
    const latest = this.now() + UNTIL_MS_MAX;
    let ended = false;
    const end = () => {
      ended = true;
    };
    work.then(end, end);
    for (await idle(); !ended; await idle()) {
      const next = this.#timeline.nextAt();
      if (next === null) throw new Error("the work waits for something that will not come");
      if (next > latest) throw new Error(`the work has not ended in ${UNTIL_MS_MAX} ms`);
      whenIdle();
      this.#timeline.advanceTo(next);
    }
    return work;
  }
}

const NOBODY_LOOKS = (): void => undefined;

/** All promises that can go on have gone on. */
const idle = (): Promise<void> => new Promise((done) => setImmediate(done));
