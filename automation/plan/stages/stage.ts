import type { OnFailure, PlannedStep, Stage, StepName } from "../plan.ts";

export const stage = (name: string, ...steps: PlannedStep[]): Stage => ({ name, steps });

/** Unless told otherwise, a step that fails sends the run back. */
export const step = (
  name: StepName,
  boundMs: number,
  onFailure: OnFailure = "go-back",
): PlannedStep => ({
  step: name,
  boundMs,
  onFailure,
});
