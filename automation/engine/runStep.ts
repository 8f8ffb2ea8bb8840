import { inWords } from "../../ground/answer.ts";
import { BOUNDS } from "../../ground/bounds.ts";
import type { Failure } from "../../ground/errors.ts";
import type { Phase } from "../journal/events.ts";
import { type StepRecord, stepRecord } from "../journal/fold.ts";
import type { Journal } from "../journal/journal.ts";
import type { Plan, PlannedStep, StepName } from "../plan/plan.ts";
import type { Ports } from "../ports/ports.ts";
import type { Past, Probe, Step } from "../steps/step.ts";
import type { LeaseKeeper } from "./lease.ts";
import type { Meter } from "./meter.ts";
import { doubling } from "./retry.ts";
import { dueAt, whyNotBack } from "./watchdog.ts";

export type Running = {
  ports: Ports;
  journal: Journal;
  lease: LeaseKeeper;
  meter: Meter;
  steps: Record<StepName, Step>;
  plan: Plan;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
};

export type StepEnd =
  | { is: "ok" }
  | { is: "failed"; failure: Failure }
  | { is: "stopped"; why: "interrupted" | "due" };

/** Between two sendings that were refused but may pass; the step's bound ends them. */
const PAUSES = doubling(250, 2_000);

/** Probe, act on `todo`, probe again, within the bound. Every move is on record before it is made. */
export async function runStep(
  running: Running,
  planned: PlannedStep,
  phase: Phase,
): Promise<StepEnd> {
  const { ports, journal, plan } = running;
  const step = running.steps[planned.step];
  if (stepRecord(journal.state, step.name, phase)?.finished) return { is: "ok" };
  const since = ports.clock.now();
  const reached: Reached = { step, phase, since };
  let why = "";
  for (let look = 1; ; look++) {
    const stopped = stopReason(running, phase);
    if (stopped !== null) return { is: "stopped", why: stopped };
    const probe = await step.probe(ports, plan.move, pastOf(running, step, phase, since));
    if (probe.is === "done") return finish(running, reached, probe, look === 1);
    if (probe.is === "impossible") return fail(running, reached, probe.failure);
    if (probe.is === "unclear") why = probe.why;
    if (ports.clock.now() >= since + planned.boundMs) {
      return fail(running, reached, step.late(plan.move, why));
    }
    if (probe.is === "todo" && !isSettling(running, step, phase)) {
      const sent = await sendOnce(running, step, phase, since);
      if (sent.failure !== null) return fail(running, reached, sent.failure);
      if (sent.why !== "") why = sent.why;
    } else {
      await running.meter.during(step.waitsFor, ports.clock.sleep(BOUNDS.pollMs, running.signal));
    }
  }
}

function stopReason(
  { signal, plan, journal, ports }: Running,
  phase: Phase,
): "interrupted" | "due" | null {
  if (signal.aborted) return "interrupted";
  if (phase === "back") return null;
  const due = dueAt(plan, journal.state);
  if (due === null || ports.clock.now() < due) return null;
  return whyNotBack(plan, journal.state) === null ? "due" : null;
}

/** An accepted call, or one whose answer was lost, is given time to show before it is sent again. */
function isSettling({ journal, ports }: Running, step: Step, phase: Phase): boolean {
  const last = stepRecord(journal.state, step.name, phase)?.attempts.at(-1);
  if (last === undefined || last.answer?.is === "refused") return false;
  return ports.clock.now() < (last.answer?.at ?? last.at) + step.settleMs;
}

/** Sends the call once, with its undo on record. A failure ends the step; without one: look again, and `why`. */
async function sendOnce(
  running: Running,
  step: Step,
  phase: Phase,
  since: number,
): Promise<{ failure: Failure | null; why: string }> {
  const { ports, journal, lease, plan } = running;
  const { clock } = ports;
  const busyUntil = await lease.beforeAct(step.callMs, step.touches);
  const attempt = (stepRecord(journal.state, step.name, phase)?.attempts.length ?? 0) + 1;
  await journal.append({
    kind: "started",
    at: clock.now(),
    phase,
    step: step.name,
    attempt,
    undo: step.undo,
    touches: step.touches,
    busyUntil,
  });
  if (!lease.mayStillSend(busyUntil))
    return { failure: step.late(plan.move, "the machine slept before the call was sent"), why: "" };
  const acting = step.act(ports, plan.move, pastOf(running, step, phase, since));
  const answer = await running.meter.during(step.waitsFor, acting);
  await journal.append({
    kind: "answered",
    at: clock.now(),
    phase,
    step: step.name,
    attempt,
    is: answer.is,
    definite: answer.is === "refused" && answer.definite,
    text: answer.is === "ok" ? "" : inWords(answer),
    facts: answer.is === "ok" ? answer.value : {},
  });
  if (answer.is !== "refused") return { failure: null, why: "" };
  const failure = step.refused(answer, plan.move);
  if (failure !== null) return { failure, why: "" };
  const pauseMs = PAUSES.next(refusalsOf(stepRecord(journal.state, step.name, phase)));
  await running.meter.during(step.waitsFor, clock.sleep(pauseMs, running.signal));
  return { failure: null, why: inWords(answer) };
}

const refusalsOf = (record: StepRecord | undefined): number =>
  record?.attempts.filter(({ answer }) => answer?.is === "refused").length ?? 0;

/** What the journal knows that a step may need. */
export function pastOf({ journal, lease }: Running, step: Step, phase: Phase, since: number): Past {
  const attempts = stepRecord(journal.state, step.name, phase)?.attempts ?? [];
  const lost = journal.state.steps
    .filter((record) => record.step !== step.name || record.phase !== phase)
    .flatMap((record) => record.attempts)
    .filter(({ answer }) => answer === null || answer.is === "unknown");
  return {
    facts: journal.state.facts,
    attempts: attempts.map(({ at, busyUntil, answer }) => ({
      at,
      busyUntil,
      ok: answer?.is === "ok",
    })),
    since,
    lost: { calls: lost.length, busyUntil: Math.max(0, ...lost.map(({ busyUntil }) => busyUntil)) },
    run: journal.run,
    leaseNumber: lease.number,
  };
}

type Reached = { step: Step; phase: Phase; since: number };

async function finish(
  { journal, ports }: Running,
  { step, phase, since }: Reached,
  probe: Extract<Probe, { is: "done" }>,
  atFirstLook: boolean,
): Promise<StepEnd> {
  const sent = (stepRecord(journal.state, step.name, phase)?.attempts.length ?? 0) > 0;
  const found = atFirstLook && !sent;
  const facts = probe.facts ?? {};
  const at = ports.clock.now();
  await journal.append({ kind: "finished", at, phase, step: step.name, since, found, facts });
  return { is: "ok" };
}

async function fail(
  { journal, ports }: Running,
  { step, phase, since }: Reached,
  failure: Failure,
): Promise<StepEnd> {
  const at = ports.clock.now();
  await journal.append({ kind: "failed", at, phase, step: step.name, since, failure });
  return { is: "failed", failure };
}
