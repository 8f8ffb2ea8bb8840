import type { Broken } from "../simulate/chunk.ts";
import type { Seen } from "../simulate/threads.ts";
import { tableLines } from "./counters.ts";

/** What a reader of the end gets: how much was gone through, what it cost, and how often what happened. */
export function summaryLines(seen: Seen, wallMs: number): string[] {
  const { worlds, broken, virtualMs, cpuMs, digest } = seen;
  const each = worlds === 0 ? 0 : cpuMs / worlds;
  return [
    ...tableLines(seen.counted),
    "",
    `${inThousands(worlds)} worlds, ${broken.length} broke a rule`,
    `${inSeconds(wallMs)} s, ${each.toFixed(1)} ms of CPU a world, ${inHours(virtualMs)} h in the worlds' own time`,
    ...(digest === 0 ? [] : [`digest of the logs: ${digest.toString(16).padStart(12, "0")}`]),
  ];
}

/** A line about how far it has come. */
export const progressLine = ({ worlds, broken }: Seen, runs: number, wallMs: number): string =>
  `${inThousands(worlds)} of ${inThousands(runs)} worlds, ${broken.length} broke a rule, ${inSeconds(wallMs)} s`;

const SHOWN_MAX = 20;
const VIOLATIONS_MAX = 5;

/** Each world that broke a rule, with the commands that repeat it: by its seed, and with its faults to change by hand. */
export function brokenLines(broken: Broken[]): string[] {
  const shown = broken.slice(0, SHOWN_MAX).flatMap(linesOf);
  const rest = broken.slice(SHOWN_MAX).map(({ seed }) => seed);
  return rest.length === 0 ? shown : [...shown, `and ${rest.length} more: seeds ${rest.join(" ")}`];
}

function linesOf({ seed, violations, schedule, logs }: Broken): string[] {
  const more = violations.length - VIOLATIONS_MAX;
  return [
    `seed ${seed}`,
    ...violations.slice(0, VIOLATIONS_MAX).map((one) => `  ${one}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    `  ${commandFor(seed)}${logs.length > 0 ? " --twice" : ""}`,
    `  ${commandFor(seed, schedule)}`,
    "",
  ];
}

/** The command that goes through one world again, with its faults spelled out where they are given. */
export const commandFor = (seed: number, schedule?: string): string =>
  `npm run sim -- --seed ${seed}${schedule === undefined ? "" : ` --faults "${schedule}"`}`;

const inThousands = (count: number): string => count.toLocaleString("en");
const inSeconds = (ms: number): string => (ms / 1000).toFixed(1);
const inHours = (ms: number): string => Math.round(ms / 3_600_000).toLocaleString("en");
