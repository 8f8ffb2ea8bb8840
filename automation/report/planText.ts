import { seconds } from "./progress.ts";

/** One step as `plan` shows it; `usualMs` is the median of past runs, null without one. */
export type StepPlan = {
  stage: string;
  step: string;
  title: string;
  calls: string[];
  undo: string | null;
  undoable: boolean;
  boundMs: number;
  usualMs: number | null;
};

/** The plan as a person reads it: a line a step, the calls below it. */
export function planText(steps: StepPlan[]): string {
  const lines = steps.flatMap(({ title, calls, usualMs: usually, boundMs, undoable }, index) => [
    `${String(index + 1).padStart(2)}. ${title}  [${usually === null ? "" : `usually ${seconds(usually)}, `}at most ${seconds(boundMs)}; ${undoable ? "can be undone" : "forward only"}]`,
    ...calls.map((call) => `      ${call}`),
  ]);
  return `${lines.join("\n")}\n`;
}
