import { BOUNDS } from "../../../ground/bounds.ts";
import type { Move, OnFailure, PlannedStep, Stage, StepName } from "../plan.ts";

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

/** The team's own last word, forward and on the way back; nothing that was done hangs on it. */
export const afterHooks = ({ options }: Move): Stage[] =>
  options.hooks.after ? [stage("hooks", step("after-hooks", BOUNDS.hookMs, "remain"))] : [];
