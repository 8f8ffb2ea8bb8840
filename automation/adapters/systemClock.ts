import type { Clock } from "../../ground/clock.ts";
import type { Random } from "../../ground/random.ts";

/** The machine's own time. */
export const systemClock: Clock = { now: () => Date.now(), sleep };

/** The machine's own chance. */
export const systemRandom: Random = { next: () => Math.random() };

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const wake = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal?.addEventListener("abort", wake);
  });
}
