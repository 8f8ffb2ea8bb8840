import { INTERRUPTED_EARLY, OperatorError } from "../../ground/errors.ts";

/**
 * What the work comes to, for work that changes nothing. When the operator stops the command meanwhile, CANCELLED is
 * thrown at once, and nobody listens to the work any more.
 */
export function unlessStopped<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(cancelled());
    const stop = () => reject(cancelled());
    signal.addEventListener("abort", stop, { once: true });
    void work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", stop));
  });
}

const cancelled = (): OperatorError => new OperatorError(INTERRUPTED_EARLY);
