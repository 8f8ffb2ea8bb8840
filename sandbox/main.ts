#!/usr/bin/env node
import { randomInt } from "node:crypto";
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { duration } from "../infra/contract.ts";
import { Interrupted, listenForInterruption } from "./demo/interruption.ts";

const HELP = `A world to rehearse in: Vault clusters, Route 53, DNS and clients behind real sockets.

  npm run sandbox                  keeps it up, to try commands by hand
  npm run sandbox -- --for 30m     the same for half an hour (default 60m; ms, s, m)
  npm run demo                     two planned moves, a disaster and the way home, by the command itself
  npm run demo -- --keep           the same; stack file, state and journals are left behind
  npm run demo -- --fast           the same with short waits
  npm run sim                      the driver in 1,000 seeded worlds, each with its own faults, in virtual time
  npm run sim -- --seed 17         one of them, line by line (--help tells the rest)
`;

const FOR_MS_MAX = 24 * 60 * 60_000;

/** Chooses what is done; everything else is loaded once it is known. */
async function main([word, ...rest]: string[]): Promise<number> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  switch (word) {
    case "serve": {
      const given = options(rest, { for: { type: "string", default: "60m" } });
      const forMs = duration.safeParse(given?.for);
      if (!forMs.success || forMs.data > FOR_MS_MAX)
        return usage("serve takes --for with a duration in ms, s or m, a day at most");
      const { serve } = await import("./demo/serve.ts");
      return serve({ forMs: forMs.data, signal: listenForInterruption(), say });
    }
    case "demo": {
      const given = options(rest, { fast: { type: "boolean" }, keep: { type: "boolean" } });
      if (given === null) return usage("demo takes --fast and --keep");
      const { demo } = await import("./demo/demo.ts");
      const { fast = false, keep = false } = given;
      return demo({
        fast: fast === true,
        keep: keep === true,
        signal: listenForInterruption(),
        say,
      });
    }
    case "sim":
      return simulate(rest, say);
    case undefined:
    case "help":
    case "--help":
      say(HELP.trimEnd());
      return 0;
    default:
      return usage(`there is no ${word}: there are serve, demo, sim and help`);
  }
}

/** The driver in seeded worlds: a chapter of its own, with the real time and chance that it cannot take by itself. */
async function simulate(args: string[], say: (line: string) => void): Promise<number> {
  enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/vault-dr", import.meta.url)));
  const { simulation } = await import("./sim/commandLine.ts");
  return simulation(args, {
    say,
    tell: (line) => void process.stderr.write(`${line}\n`),
    isWatched: process.stderr.isTTY === true,
    now: () => performance.now(),
    freshSeed: () => randomInt(FRESH_SEED_BELOW),
    signal: listenForInterruption(),
  });
}

const FRESH_SEED_BELOW = 1_000_000_000;

type Known = NonNullable<Parameters<typeof parseArgs>[0]>["options"];

/** What was given, or null where something is not known. */
function options(args: string[], known: Known): Record<string, unknown> | null {
  try {
    return parseArgs({ args, options: known ?? {}, allowPositionals: false }).values;
  } catch {
    return null;
  }
}

function usage(problem: string): number {
  console.error(`${problem}\n\n${HELP.trimEnd()}`);
  return 2;
}

async function exitCodeOf(argv: string[]): Promise<number> {
  try {
    return await main(argv);
  } catch (error) {
    if (error instanceof Interrupted) {
      console.error("Interrupted: everything is stopped.");
      return error.exitCode;
    }
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

// What was said is let out before the process ends: a pipe may be slower than we are.
const code = await exitCodeOf(process.argv.slice(2));
process.stdout.write("", () => process.exit(code));
