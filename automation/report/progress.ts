import type { JournalEvent } from "../journal/events.ts";
import { type RunState, stepRecord } from "../journal/fold.ts";
import type { StepName } from "../plan/plan.ts";

/** What a person sees while a run goes on: lines as steps end, and the title of the one that is under way. */
export type ProgressLine = { is: "line"; text: string } | { is: "working"; text: string };

/** One journal entry as progress, or null where a person needs none. `titleOf` words a step: "demote us-west-2". */
export function progressOf(
  event: JournalEvent,
  state: RunState,
  titleOf: (step: StepName) => string,
): ProgressLine | null {
  switch (event.kind) {
    case "planned":
      return { is: "line", text: `run ${event.run}` };
    case "started":
      return {
        is: "working",
        text: titleOf(event.step) + (event.attempt > 1 ? ` (try ${event.attempt})` : ""),
      };
    case "answered":
      if (event.is === "ok") return null;
      return { is: "line", text: `  … ${titleOf(event.step)}: ${event.text}; looking again` };
    case "finished": {
      const record = stepRecord(state, event.step, event.phase);
      const ms = event.at - (record?.firstAt ?? event.at);
      const time = event.found ? "already so" : seconds(ms);
      return { is: "line", text: `✔ ${titleOf(event.step)} (${time})` };
    }
    case "failed":
      return { is: "line", text: `✖ ${titleOf(event.step)}: ${event.failure.now}` };
    case "went-back":
      return { is: "line", text: `↩ going back: ${event.because.now}` };
    case "halted":
      return { is: "line", text: `■ stopped: ${event.failure.now}` };
    case "resumed":
      return { is: "line", text: `run ${state.run} goes on` };
    case "confirmed":
    case "ended":
      return null;
    default:
      return event satisfies never;
  }
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
