import type { StepName } from "../plan/plan.ts";
import type { StorePort } from "../ports/store.ts";
import type { RunState } from "./fold.ts";
import { readRun } from "./journal.ts";

/** Milliseconds that a step takes as a rule; a step that nobody has seen is missing. */
export type Usual = Partial<Record<StepName, number>>;

const RUNS_READ_MAX = 20;

/**
 * How long each step took in the last runs. Never rejects: what cannot be read is left out. One run is read after the
 * other, so that work beside it is let in between.
 */
export async function usualIn(store: StorePort): Promise<Usual> {
  const runs = await store.runs();
  const states: RunState[] = [];
  for (const run of runs.is === "ok" ? runs.value.slice(0, RUNS_READ_MAX) : []) {
    const state = await readRun(store, run).catch(() => null);
    if (state !== null) states.push(state);
  }
  return usualMs(states);
}

/** The median over past runs, where a step really did something. */
export function usualMs(runs: RunState[]): Usual {
  const seen = new Map<StepName, number[]>();
  for (const { steps } of runs) {
    for (const { step, finished, firstAt } of steps) {
      if (finished === null || finished.found) continue;
      seen.set(step, [...(seen.get(step) ?? []), finished.at - firstAt]);
    }
  }
  return Object.fromEntries([...seen].map(([step, times]) => [step, median(times)]));
}

function median(numbers: number[]): number {
  const sorted = [...numbers].sort((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
