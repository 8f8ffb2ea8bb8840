import type { Phase } from "../journal/events.ts";
import { type StepRecord, stepRecord } from "../journal/fold.ts";
import type { Journal } from "../journal/journal.ts";
import type { Past, Step } from "../steps/step.ts";
import type { LeaseKeeper } from "./lease.ts";

type Known = { journal: Journal; lease: LeaseKeeper; startedAt: number };
/** `busyUntil`: what the lease told others of the act that asks; 0 for a look, which sends nothing. */
type Asking = { step: Step; phase: Phase; since: number; busyUntil: number };

/** What the journal knows that a step may need. */
export function pastOf({ journal, lease, startedAt }: Known, asking: Asking): Past {
  const { step, phase, since, busyUntil } = asking;
  const { state } = journal;
  const own = stepRecord(state, step.name, phase)?.attempts ?? [];
  const counted = step.fleeting ? own.filter(({ at }) => at >= startedAt) : own;
  return {
    facts: state.facts,
    attempts: counted.map(({ at, busyUntil, answer }) => ({
      at,
      busyUntil,
      ok: answer?.is === "ok",
    })),
    since,
    lost: lostOf(state.steps.filter((other) => other.step !== step.name || other.phase !== phase)),
    run: journal.run,
    leaseNumber: lease.number,
    mayStillSend: (boundMs) => lease.mayStillSend(busyUntil - boundMs),
  };
}

function lostOf(others: StepRecord[]): Past["lost"] {
  const isLost = ({ answer }: StepRecord["attempts"][number]) =>
    answer === null || answer.is === "unknown";
  const losing = others.filter(({ attempts }) => attempts.some(isLost));
  const lost = losing.flatMap(({ attempts }) => attempts).filter(isLost);
  return {
    calls: lost.length,
    sent: losing.reduce((sum, { attempts }) => sum + attempts.length, 0),
    busyUntil: Math.max(0, ...lost.map(({ busyUntil }) => busyUntil)),
  };
}
