import type { JournalEvent } from "../journal/events.ts";
import type { RunState } from "../journal/fold.ts";

/** Names that other programs rely on. They are a projection of the journal, whose own names are internal. */
export type LogLine = { event: string; at: string; run: string | null } & Record<string, unknown>;

const MILESTONES: Partial<Record<string, string>> = {
  drain: "wal.converged",
  "compare-roots": "wal.converged",
  "demote-old-primary": "demoted",
  "promote-new-primary": "promoted",
  "move-traffic": "traffic.moved",
  "verify-clients": "client.first_ok",
  "update-stack": "stack.reconciled",
  "await-attached": "reattached",
};

/** One journal entry as lines of the event log; none for what only the engine needs. */
export function logLines(event: JournalEvent, state: RunState): LogLine[] {
  const line = (name: string, more: Record<string, unknown> = {}): LogLine => ({
    event: name,
    at: new Date(event.at).toISOString(),
    run: state.run,
    ...more,
  });
  switch (event.kind) {
    case "planned": {
      const { verb, environment, from, to } = event.plan.move;
      return [line("run.started", { verb, environment, from, to })];
    }
    case "started":
      return [
        line("step.started", { step: event.step, phase: event.phase, attempt: event.attempt }),
      ];
    case "finished": {
      const finished = line("step.finished", {
        step: event.step,
        phase: event.phase,
        found: event.found,
      });
      return [finished, ...milestones(event.step, event.facts).map((name) => line(name))];
    }
    case "failed":
      return [
        line("step.finished", { step: event.step, phase: event.phase, failed: event.failure.code }),
      ];
    case "ended":
      return [line("run.finished", { outcome: event.outcome, exitCode: event.exitCode })];
    case "confirmed":
    case "resumed":
    case "answered":
    case "went-back":
    case "halted":
    case "superseded":
      return [];
    default:
      return event satisfies never;
  }
}

function milestones(step: string, facts: Record<string, unknown>): string[] {
  const fenced =
    step === "demote-old-primary" || facts.fence === "demoted" ? ["fence.confirmed"] : [];
  if (step === "compare-roots" && facts.rootsEqual !== true) return fenced; // a loss that was accepted
  const milestone = MILESTONES[step];
  return milestone === undefined ? fenced : [...fenced, milestone];
}
