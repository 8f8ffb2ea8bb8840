import { appendFileSync } from "node:fs";

/** Writes NDJSON to a file, or to stdout for `-`. Synchronous, so that a killed run has told what it did. */
export function eventLogTo(target: string | null): (line: unknown) => void {
  if (target === null) return () => undefined;
  if (target === "-") return (line) => void process.stdout.write(`${JSON.stringify(line)}\n`);
  return (line) => appendFileSync(target, `${JSON.stringify(line)}\n`);
}
