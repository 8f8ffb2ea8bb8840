const LOOK_EVERY_MS = 1_000;

/** Ends this plugin when the engine that started it is gone, killed for one: nothing is left running. */
export function endWithEngine(): void {
  const engine = process.ppid;
  setInterval(() => {
    if (process.ppid !== engine) process.exit(1);
  }, LOOK_EVERY_MS).unref();
}
