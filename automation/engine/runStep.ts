import { type Answer, inWords, refused } from "../../ground/answer.ts";
import { BOUNDS } from "../../ground/bounds.ts";
import type { Failure } from "../../ground/errors.ts";
import type { Facts, Phase } from "../journal/events.ts";
import { isSent, stepRecord } from "../journal/fold.ts";
import type { Journal } from "../journal/journal.ts";
import type { Plan, PlannedStep, StepName } from "../plan/plan.ts";
import type { Ports } from "../ports/ports.ts";
import type { Probe, Step } from "../steps/step.ts";
import { answerOrEffect } from "./answerOrEffect.ts";
import type { LeaseKeeper } from "./lease.ts";
import type { Meter } from "./meter.ts";
import { pastOf } from "./past.ts";
import { doubling } from "./retry.ts";
import { dueAt, isCommitted, whyNotBack } from "./watchdog.ts";

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
  /** `last`: what the step was last heard to wait for, "" where that was nothing. */
  | { is: "stopped"; why: "interrupted" | "due" | "sibling"; last: string };

/** A step on its way: `stage` is aborted when a step beside it sends the run back. */
type Reached = { step: Step; phase: Phase; since: number; stage: AbortSignal };

/** Between two sendings that were refused but may pass; the step's bound ends them. */
const PAUSES = doubling(250, 2_000);
/** Between two sendings whose answer was not heard, of a step that waits for no effect. */
const UNHEARD_PAUSES = doubling(BOUNDS.pollMs, 2_000);

/**
 * Probe, act on `todo`, probe again, within the bound. Every move is on record before it is made; what came of it goes
 * on record with the next one, or by itself: whoever takes the run up looks again.
 */
export async function runStep(
  running: Running,
  planned: PlannedStep,
  phase: Phase,
  stage: AbortSignal,
): Promise<StepEnd> {
  const { ports, plan, meter } = running;
  const step = running.steps[planned.step];
  if (isFinished(running, step, phase)) return { is: "ok" };
  const reached: Reached = { step, phase, stage, since: ports.clock.now() };
  let why = "no reason was seen";
  for (let look = 1; ; look++) {
    running.journal.verifyNotes();
    const stopped = stopReason(running, reached);
    if (stopped !== null) return { is: "stopped", why: stopped, last: why };
    const probe = await step.probe(ports, plan.move, pastOf(running, { ...reached, busyUntil: 0 }));
    if (probe.is === "done") return finish(running, reached, probe, look === 1);
    if (probe.is === "impossible") return fail(running, reached, probe.failure);
    if (probe.is === "unclear") why = probe.why;
    if (ports.clock.now() >= reached.since + planned.boundMs) {
      return fail(running, reached, step.late(plan.move, why));
    }
    if (probe.is === "todo" && !isSettling(running, reached)) {
      const sent = await sendOnce(running, reached);
      if (sent.failure !== null) return fail(running, reached, sent.failure);
      if (sent.why !== "") why = sent.why;
    } else {
      await meter.during(
        step.waitsFor,
        ports.clock.sleep(pauseMs(running, reached), running.signal),
      );
    }
  }
}

/** Whoever has waited for long looks more rarely, and finds out at most a fortieth of the wait too late. */
const pauseMs = ({ ports }: Running, { step, since }: Reached): number =>
  Math.max(step.pollMs, Math.min((ports.clock.now() - since) / 40, BOUNDS.pollMsMax));

/** What a fleeting step established counts only for the process that did it, until the run is committed to it. */
function isFinished({ journal, plan }: Running, step: Step, phase: Phase): boolean {
  const finished = stepRecord(journal.state, step.name, phase)?.finished;
  if (finished == null) return false;
  return (
    !step.fleeting || finished.epoch === journal.state.epoch || isCommitted(plan, journal.state)
  );
}

function stopReason(
  running: Running,
  { phase, stage }: Reached,
): "interrupted" | "due" | "sibling" | null {
  const { signal, plan, journal, ports } = running;
  if (signal.aborted) return "interrupted";
  if (stage.aborted) return "sibling";
  if (phase === "back") return null;
  const due = dueAt(plan, journal.state);
  if (due === null || ports.clock.now() < due) return null;
  return whyNotBack(plan, journal.state) === null ? "due" : null;
}

/** An accepted call, or one whose answer was lost, is given time to show before it is sent again. */
function isSettling({ journal, ports }: Running, { step, phase }: Reached): boolean {
  const last = stepRecord(journal.state, step.name, phase)?.attempts.at(-1);
  if (last === undefined || last.answer?.is === "refused") return false;
  if (step.fleeting && last.epoch !== journal.state.epoch) return false;
  return ports.clock.now() < (last.answer?.at ?? last.at) + step.settleMs;
}

/** Sends the call once, with its undo on record. A failure ends the step; without one: look again, and `why`. */
async function sendOnce(
  running: Running,
  { step, phase, since }: Reached,
): Promise<{ failure: Failure | null; why: string }> {
  const { ports, journal, plan, meter } = running;
  const attempt = (stepRecord(journal.state, step.name, phase)?.attempts.length ?? 0) + 1;
  const about = { phase, step: step.name, attempt };
  const busyUntil = await announce(running, step, about);
  const past = pastOf(running, { step, phase, since, busyUntil });
  // A laptop that slept between the announcement and this line sends nothing any more.
  const answer = past.mayStillSend(0)
    ? await meter.during(
        step.waitsFor,
        answerOrEffect({ ports, meter, move: plan.move }, step, past),
      )
    : refused(503, "not sent: the time that others were told had passed");
  noteAnswer(running, about, answer);
  if (answer.is === "ok") return { failure: null, why: "" };
  if (answer.is === "unknown") {
    // A step that has nothing to wait for would ask again at once, as often as a machine can.
    if (step.settleMs === 0) await pauseAfter(running, step, phase, UNHEARD_PAUSES);
    return { failure: null, why: inWords(answer) };
  }
  const failure = step.refused(answer, plan.move);
  if (failure !== null) return { failure, why: "" };
  await pauseAfter(running, step, phase, PAUSES);
  return { failure: null, why: inWords(answer) };
}

type About = { phase: Phase; step: StepName; attempt: number };

/**
 * Puts the act on record, and tells others until when it may take effect: that time. Where they could not be told it
 * is not made, which is noted: nobody is to take it for one whose answer was lost.
 */
async function announce(running: Running, step: Step, about: About): Promise<number> {
  const { ports, journal, lease } = running;
  const { undo, touches, callMs } = step;
  let isStarted = false;
  try {
    return await lease.beforeAct(callMs, touches, async (busyUntil) => {
      const at = ports.clock.now();
      await journal.append({ kind: "started", at, ...about, undo, touches, busyUntil });
      isStarted = true;
    });
  } catch (error) {
    if (isStarted) noteAnswer(running, about, refused(503, "not sent: others could not be told"));
    throw error;
  }
}

function noteAnswer({ ports, journal }: Running, about: About, answer: Answer<Facts>): void {
  journal.note({
    kind: "answered",
    at: ports.clock.now(),
    ...about,
    is: answer.is,
    definite: answer.is === "refused" && answer.definite,
    text: answer.is === "ok" ? "" : inWords(answer),
    facts: answer.is === "ok" ? answer.value : {},
  });
}

/** The longer, the more sendings went so already. */
async function pauseAfter(
  { ports, journal, meter, signal }: Running,
  step: Step,
  phase: Phase,
  pauses: typeof PAUSES,
): Promise<void> {
  const { attempts = [] } = stepRecord(journal.state, step.name, phase) ?? {};
  const like = attempts.at(-1)?.answer?.is;
  const pauseMs = pauses.next(attempts.filter(({ answer }) => answer?.is === like).length);
  await meter.during(step.waitsFor, ports.clock.sleep(pauseMs, signal));
}

function finish(
  { journal, ports }: Running,
  { step, phase, since }: Reached,
  probe: Extract<Probe, { is: "done" }>,
  atFirstLook: boolean,
): StepEnd {
  const found = atFirstLook && !isSent(journal.state, step.name, phase);
  const facts = probe.facts ?? {};
  const at = ports.clock.now();
  journal.note({ kind: "finished", at, phase, step: step.name, since, found, facts });
  return { is: "ok" };
}

function fail(
  { journal, ports }: Running,
  { step, phase, since }: Reached,
  failure: Failure,
): StepEnd {
  const at = ports.clock.now();
  journal.note({ kind: "failed", at, phase, step: step.name, since, failure });
  return { is: "failed", failure };
}
