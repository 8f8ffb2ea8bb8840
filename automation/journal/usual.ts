import type { StepName } from "../plan/plan.ts";
import type { RunState } from "./fold.ts";

/** How long each step took as a rule: the median over past runs in milliseconds, where it really did something. */
export function usualMs(runs: RunState[]): Partial<Record<StepName, number>> {
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
