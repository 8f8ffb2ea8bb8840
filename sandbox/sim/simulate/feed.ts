import type { Worker } from "node:worker_threads";

/**
 * Feeds a thread that answers each task with one result, until there is nothing left or it was ended. Rejects with
 * `lost` of the task that was under way when the thread broke; null where none was.
 */
export function feed<Task, Result>(
  worker: Worker,
  take: () => Task | null,
  onResult: (result: Result) => void,
  lost: (under: Task | null, error: unknown) => Error,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let under: Task | null = null;
    const next = () => {
      under = take();
      if (under === null) return resolve();
      worker.postMessage(under);
    };
    worker.on("message", (result: Result) => {
      onResult(result);
      next();
    });
    worker.on("exit", () => resolve());
    worker.on("error", (error) => reject(lost(under, error)));
    next();
  });
}
