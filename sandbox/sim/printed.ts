import type { JournalEvent } from "../../automation/journal/events.ts";
import type { RunState } from "../../automation/journal/fold.ts";
import type { StepName } from "../../automation/plan/plan.ts";
import { logLines } from "../../automation/report/eventLog.ts";
import { progressOf } from "../../automation/report/progress.ts";
import { outcomeText } from "../../automation/report/text.ts";
import { STEPS } from "../../automation/steps/catalogue.ts";
import type { CommandEnd } from "./process.ts";

/** What the command tells programs and people of an entry that is on record. */
export function entryTexts(event: JournalEvent, state: RunState): string[] {
  const { plan } = state;
  const titleOf = (step: StepName) => (plan === null ? step : STEPS[step].title(plan.move));
  const progress = progressOf(event, state, { titleOf, usual: {} });
  const lines = logLines(event, state).map((line) => JSON.stringify(line));
  return progress === null ? lines : [...lines, progress.text];
}

/** What it prints at its end, as a document and as text. */
export const endTexts = (end: CommandEnd): string[] =>
  end === null ? [] : [JSON.stringify(end), outcomeText(end)];
