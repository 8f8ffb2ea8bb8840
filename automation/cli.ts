#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// Compiled code is kept from one start to the next: at night a second counts. It lies where the code itself lies: in a
// folder that others may write, others would decide what runs here.
enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/vault-dr", import.meta.url)));

/** The front door: argv → invocation → outcome, printed, and the exit code. What a verb needs is loaded when it is known. */
async function main(argv: string[]): Promise<number> {
  const { version: release } = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  );
  const { parseCommandLine } = await import("./commandLine.ts");
  const parsed = parseCommandLine(argv, String(release));
  if (parsed.is === "told") {
    process.stdout.write(parsed.text);
    return 0;
  }
  const { invoke, usageRefused } = await import("./invoke.ts");
  if (parsed.is === "usage")
    return usageRefused(parsed.problem, argv.includes("--json") || argv.includes("-j"));
  return invoke(parsed.invocation, String(release));
}

// Who reads along may leave: a run that is under way goes on, and the journal has everything.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

// Both streams are let out before the process ends: a pipe may be slower than we are.
const code = await main(process.argv.slice(2));
process.stdout.write("", () => process.stderr.write("", () => process.exit(code)));
