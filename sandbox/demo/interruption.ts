/** Thrown where work ends because somebody wants it to end; `exitCode` as a shell has it, 130 for Ctrl-C. */
export class Interrupted extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super("interrupted");
    this.exitCode = exitCode;
  }
}

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const NOBODY_READS = 141;

/** Aborts with an `Interrupted` on the first Ctrl-C; further ones change nothing: ending takes seconds and is bounded. */
export function listenForInterruption(): AbortSignal {
  const stop = new AbortController();
  for (const [signal, exitCode] of Object.entries(EXIT_CODES)) {
    process.on(signal, () => stop.abort(new Interrupted(exitCode)));
  }
  process.stdout.on("error", () => stop.abort(new Interrupted(NOBODY_READS)));
  return stop.signal;
}

/** Resolves after `ms`, at once when interrupted. */
export function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, signal.aborted ? 0 : ms);
    signal.addEventListener("abort", end);
  });
}
