import type { Incident } from "../incidents/incident.ts";
import { scheduleOf } from "../incidents/schedule.ts";
import { type Settings, settingsOf } from "../settings.ts";
import { buildWorld } from "../world.ts";
import type { OneWish } from "./wish.ts";

export type World = { is: "world"; settings: Settings; schedule: Incident[] };

/** The world that is wished for, or everything that stands against it. */
export function worldOf(wish: OneWish): World | { is: "wrong"; problems: string[] } {
  const drawn = settingsOf(wish.seed);
  const problems: string[] = [];
  const settings = { ...drawn, ...Object.fromEntries(changesIn(drawn, wish, problems)) };
  const base = wish.faults ?? scheduleOf(drawn);
  for (const place of wish.without)
    if (place > base.length)
      problems.push(`--without ${place}: the schedule has ${base.length} faults`);
  const schedule = base.filter((_, index) => !wish.without.includes(index + 1));
  schedule.push(...wish.also);
  if (problems.length === 0) problems.push(...whyNot(settings));
  if (problems.length > 0) return { is: "wrong", problems };
  return { is: "world", settings, schedule: schedule.sort((left, right) => left.at - right.at) };
}

function changesIn(
  drawn: Settings,
  { set }: OneWish,
  problems: string[],
): [name: string, value: unknown][] {
  return set.flatMap(([name, text]) => {
    if (!(name in drawn) || name === "seed") {
      const names = Object.keys(drawn).filter((one) => one !== "seed");
      problems.push(`--set ${name}: there is no such setting; there are ${names.join(", ")}`);
      return [];
    }
    const values = valuesDrawn(name as keyof Settings);
    if (values.has(text)) return [[name, values.get(text)] as [string, unknown]];
    const isNumber = [...values.values()].every((value) => typeof value === "number");
    if (isNumber && /^\d+(\.\d+)?$/.test(text)) return [[name, Number(text)] as [string, unknown]];
    const wanted = isNumber ? "a number is wanted" : `there are ${[...values.keys()].join(", ")}`;
    problems.push(`--set ${name}=${text}: ${wanted}`);
    return [];
  });
}

/** So many seeds draw every value that there is. */
const SEEDS = 1_000;

/** The values that some seed gives a setting, by how they are printed. */
function valuesDrawn(name: keyof Settings): Map<string, unknown> {
  const values = Array.from({ length: SEEDS }, (_, seed) => settingsOf(seed)[name]);
  return new Map(values.map((value) => [`${value}`, value]));
}

/** What the world itself says against its settings: a stack file, for one, allows less than any number. */
function whyNot(settings: Settings): string[] {
  try {
    buildWorld(settings);
    return [];
  } catch (error) {
    return [`--set: ${error instanceof Error ? error.message : error}`];
  }
}
