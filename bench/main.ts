import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { disaster } from "./disaster.ts";
import { outage } from "./outage.ts";
import { planned } from "./planned.ts";
import { predecessor } from "./predecessor.ts";
import { startup } from "./startup.ts";
import { type BenchName, type Measured, tableText } from "./table.ts";
import { closeAll } from "./world.ts";

type Wishes = {
  only: BenchName[];
  json: boolean;
  runs: number;
  /** Of each kind, in virtual time. */
  worlds: number;
  /** By how much the predecessor's durations are divided. */
  scale: number;
};

const USAGE =
  "npm run bench -- [--only planned|disaster|predecessor|outage|startup] [--runs 3] [--worlds 1000] [--predecessor-scale 10 | --full] [--json]\n";
const START_ROUNDS = 10;

const BENCHES: Record<BenchName, (wishes: Wishes) => Promise<Measured>> = {
  planned,
  disaster,
  predecessor: ({ runs, scale }) => predecessor({ runs: scale === 1 ? 1 : runs, scale }),
  outage: ({ worlds }) =>
    outage({ worlds, jobs: cpus().length, say: (text) => process.stderr.write(`${text}\n`) }),
  startup: () => startup({ rounds: START_ROUNDS }),
};
const NAMES = Object.keys(BENCHES) as BenchName[];

/** Measures what was asked for and prints one table. Resolves to the exit code: a missed goal is a result, no failure. */
async function main(argv: string[]): Promise<number> {
  const wishes = wishesIn(argv);
  if (wishes === null) {
    process.stderr.write(USAGE);
    return 2;
  }
  const loadBefore = loadavg()[0] ?? 0;
  const all: Measured = { rows: [], notes: [], failures: [] };
  for (const name of wishes.only) {
    process.stderr.write(`measuring: ${name}\n`);
    const { rows, notes, failures } = await measure(name, wishes);
    all.rows.push(...rows);
    all.notes.push(...notes);
    all.failures.push(...failures);
  }
  all.notes.push(machineNote(loadBefore));
  const text = wishes.json ? jsonText(all) : tableText(all);
  process.stdout.write(text);
  return all.failures.length === 0 ? 0 : 1;
}

/** As a number JSON has no Infinity. */
const jsonText = (all: Measured): string =>
  `${JSON.stringify({ schema: 1, ...all }, (_, value) => (value === Infinity ? "never" : value), 2)}\n`;

/** A benchmark that breaks is a failure of its own; the others are still measured. */
async function measure(name: BenchName, wishes: Wishes): Promise<Measured> {
  try {
    return await BENCHES[name](wishes);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { rows: [], notes: [], failures: [`${name}: ${text}`] };
  }
}

function wishesIn(argv: string[]): Wishes | null {
  const options = {
    only: { type: "string", multiple: true },
    json: { type: "boolean", default: false },
    runs: { type: "string", default: "3" },
    worlds: { type: "string", default: "1000" },
    "predecessor-scale": { type: "string", default: "10" },
    full: { type: "boolean", default: false },
  } as const;
  try {
    const { values } = parseArgs({ args: argv, options });
    const asked = values.only ?? NAMES;
    const only = NAMES.filter((name) => asked.includes(name));
    const [runs, worlds] = [Number(values.runs), Number(values.worlds)];
    const scale = values.full ? 1 : Number(values["predecessor-scale"]);
    const known = asked.every((name) => NAMES.some((one) => one === name));
    const counts = [runs, worlds].every((count) => Number.isInteger(count) && count >= 1);
    const right = counts && scale >= 1 && scale <= SCALE_MAX;
    return known && right ? { only, json: values.json, runs, worlds, scale } : null;
  } catch {
    return null;
  }
}

/** A TTL of 300 s comes to a whole second still. */
const SCALE_MAX = 300;

function machineNote(loadBefore: number): string {
  const load = (value: number): string => value.toFixed(1);
  return `machine: ${cpus().length} processors, Node ${process.versions.node}; load ${load(loadBefore)} before, ${load(loadavg()[0] ?? 0)} after. Clients, sandbox and command share it, with whatever else runs there: take the medians, and ratios rather than seconds.`;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void closeAll().finally(() => process.exit(1)));
}
const code = await main(process.argv.slice(2));
process.stdout.write("", () => process.exit(code));
