import type { EventEmitter } from "node:events";
import type { Clock } from "../../../ground/clock.ts";

/** `signal` is aborted by the first Ctrl-C or SIGTERM; `again` resolves at the next one. */
export type StopSignals = { signal: AbortSignal; again: Promise<void> };

/** One Ctrl-C may arrive twice: a terminal tells everybody in the foreground, and npm passes on what it was told. */
const ECHO_MS = 500;

/** What asks this process to stop. From now on a signal does not end it by itself. */
export function stopSignals(clock: Clock, from: EventEmitter = process): StopSignals {
  const stop = new AbortController();
  let firstAt = 0;
  const again = new Promise<void>((resolve) => {
    const onSignal = (): void => {
      if (stop.signal.aborted) {
        if (clock.now() >= firstAt + ECHO_MS) resolve();
        return;
      }
      firstAt = clock.now();
      stop.abort();
    };
    for (const name of ["SIGINT", "SIGTERM"]) from.on(name, onSignal);
  });
  return { signal: stop.signal, again };
}
