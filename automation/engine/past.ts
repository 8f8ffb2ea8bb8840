import type { Phase } from "../journal/events.ts";
import { type StepRecord, stepRecord } from "../journal/fold.ts";
import type { Journal } from "../journal/journal.ts";
import type { Lost, Past, Step } from "../steps/step.ts";
import type { LeaseKeeper } from "./lease.ts";

type Known = { journal: Journal; lease: LeaseKeeper };
/** `busyUntil`: what the lease told others of the act that asks; 0 for a look, which sends nothing. */
type Asking = { step: Step; phase: Phase; since: number; busyUntil: number };

/** What the journal knows that a step may need. */
export function pastOf({ journal, lease }: Known, asking: Asking): Past {
  const { step, phase, since, busyUntil } = asking;
  const { state } = journal;
  const own = stepRecord(state, step.name, phase)?.attempts ?? [];
  const counted = step.fleeting ? own.filter(({ epoch }) => epoch === state.epoch) : own;
  return {
    facts: state.facts,
    phase,
    attempts: counted.map(({ at, busyUntil, answer, epoch }) => ({
      at,
      busyUntil,
      ok: answer?.is === "ok",
      ours: epoch === state.epoch,
    })),
    since,
    lost: (steps) => lostOf(state.steps.filter((record) => steps.includes(record.step))),
    run: journal.run,
    leaseNumber: lease.number,
    mayStillSend: (boundMs) => lease.mayStillSend(busyUntil - boundMs),
  };
}

function lostOf(records: StepRecord[]): Lost {
  const sent = records.flatMap(({ attempts }) => attempts);
  const lost = sent.filter(({ answer }) => answer === null || answer.is === "unknown");
  const busyUntil = Math.max(0, ...lost.map((attempt) => attempt.busyUntil));
  return { calls: lost.length, sent: sent.length, busyUntil };
}
