import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import type { Incident } from "../incidents/incident.ts";
import { scheduleIn } from "./written.ts";

/** Many worlds, one seed after the other. `keep`: the folder for logs of worlds that broke a rule. */
export type ManyWish = {
  is: "many";
  runs: number;
  from: number | "fresh";
  jobs: number;
  twice: boolean;
  keep: string | null;
};

/** One world, and in what it differs from what its seed says. */
export type OneWish = {
  is: "one";
  seed: number;
  /** In place of the drawn schedule. */
  faults: Incident[] | null;
  /** In addition to it. */
  also: Incident[];
  /** Which ones of it are left out, counted from 1. */
  without: number[];
  /** Names and values of settings, as they are printed. */
  set: [name: string, value: string][];
  twice: boolean;
  shrink: boolean;
};

export type Wished = ManyWish | OneWish | { is: "wrong"; problems: string[] };

const RUNS = 1_000;
const FIRST_SEED = 1;
const JOBS_MAX = 4;

const text = { type: "string" } as const;
const flag = { type: "boolean", default: false } as const;
const MANY = { runs: text, from: text, jobs: text, keep: text } as const;
const ONE = {
  seed: text,
  faults: text,
  with: { type: "string", multiple: true },
  without: text,
  set: { type: "string", multiple: true },
  shrink: flag,
} as const;

/** What is asked of the simulation, or everything that is wrong with it. */
export function wishIn(args: string[]): Wished {
  try {
    const { values } = parseArgs({ args, options: { ...MANY, ...ONE, twice: flag } });
    return values.seed === undefined ? many(values) : one(values.seed, values);
  } catch (error) {
    return { is: "wrong", problems: [error instanceof Error ? error.message : String(error)] };
  }
}

type Values = { [name: string]: string | boolean | string[] | undefined };

function many(values: Values): Wished {
  const problems = strangers(values, Object.keys(ONE), "wants --seed N beside it");
  const wish: ManyWish = {
    is: "many",
    runs: countIn(values, "runs", RUNS, problems),
    from: values.from === "fresh" ? "fresh" : countIn(values, "from", FIRST_SEED, problems),
    jobs: countIn(values, "jobs", Math.min(availableParallelism(), JOBS_MAX), problems),
    twice: values.twice === true,
    keep: typeof values.keep === "string" ? values.keep : null,
  };
  if (wish.runs === 0 || wish.jobs === 0) problems.push("--runs and --jobs are 1 at least");
  return problems.length > 0 ? { is: "wrong", problems } : wish;
}

function one(seed: string, values: Values): Wished {
  const problems = strangers(values, Object.keys(MANY), "is for many worlds, and --seed is one");
  const wish: OneWish = {
    is: "one",
    seed: countIn({ seed }, "seed", FIRST_SEED, problems),
    faults: values.faults === undefined ? null : faultsIn("faults", values.faults, problems),
    also: listIn(values.with).flatMap((line) => faultsIn("with", line, problems)),
    without: placesIn(values.without, problems),
    set: listIn(values.set).flatMap((pair) => settingIn(pair, problems)),
    twice: values.twice === true,
    shrink: values.shrink === true,
  };
  return problems.length > 0 ? { is: "wrong", problems } : wish;
}

const strangers = (values: Values, names: string[], why: string): string[] =>
  names
    .filter((name) => values[name] !== undefined && values[name] !== false)
    .map((name) => `--${name} ${why}`);

const listIn = (value: Values[string]): string[] => (Array.isArray(value) ? value : []);

function countIn(values: Values, name: string, usual: number, problems: string[]): number {
  const given = values[name];
  if (given === undefined) return usual;
  const count = Number(given);
  const fits = typeof given === "string" && /^\d+$/.test(given) && Number.isSafeInteger(count);
  if (!fits) problems.push(`--${name} ${given}: a whole number is wanted`);
  return count;
}

function faultsIn(name: string, given: Values[string], problems: string[]): Incident[] {
  const read = scheduleIn(String(given));
  if (read.is === "schedule") return read.schedule;
  problems.push(...read.problems.map((problem) => `--${name}: ${problem}`));
  return [];
}

function placesIn(given: Values[string], problems: string[]): number[] {
  if (given === undefined) return [];
  if (!/^[1-9]\d*(,[1-9]\d*)*$/.test(String(given)))
    problems.push(`--without ${given}: places in the schedule are wanted, e.g. 1,3`);
  return String(given).split(",").map(Number);
}

function settingIn(pair: string, problems: string[]): [string, string][] {
  const [, name, value] = /^(\w+)=(\S+)$/.exec(pair) ?? [];
  if (name !== undefined && value !== undefined) return [[name, value]];
  problems.push(`--set ${pair}: name=value is wanted`);
  return [];
}
