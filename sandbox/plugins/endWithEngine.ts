const LOOK_EVERY_MS = 1_000;

/** Ends this plugin when the engine that started it is gone, killed for one: nothing is left running. */
export function endWithEngine(): void {
  const engine = process.ppid;
  const end = () => process.exit(1);
  for (const stream of [process.stdout, process.stderr]) stream.on("error", end);
  setInterval(() => {
    if (process.ppid !== engine) end();
  }, LOOK_EVERY_MS).unref();
}
