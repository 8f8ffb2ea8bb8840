import { BOUNDS } from "../../ground/bounds.ts";
import { TOO_LATE, withinMs } from "../../ground/clock.ts";
import { type Failure, INTERRUPTED_EARLY } from "../../ground/errors.ts";
import type { Phase } from "../journal/events.ts";
import { stepRecord } from "../journal/fold.ts";
import type { PlannedStep, Stage, StepName } from "../plan/plan.ts";
import type { Probe } from "../steps/step.ts";
import { pastOf } from "./past.ts";
import { type Running, runStep, type StepEnd } from "./runStep.ts";
import { dueAt, wasSent, whyNotBack } from "./watchdog.ts";

/** How a run came to its end. What remains is in the journal: the steps that failed and may. */
export type Ending =
  | { is: "succeeded" }
  | { is: "went-back"; because: Failure }
  /** Stopped half-way: something was touched, and `resume` is needed. */
  | { is: "halted"; failure: Failure }
  /** Ended before anything was touched. */
  | { is: "failed"; failure: Failure };

/**
 * Takes the plan from where the journal stands to its end, forward or, where that was begun or is due, back. With that
 * end all is on record that came of it; where it throws instead, `ended` takes along what can be written still.
 */
export async function runPlan(running: Running): Promise<Ending> {
  const ending = await goThrough(running);
  await running.journal.flush();
  return ending;
}

async function goThrough(running: Running): Promise<Ending> {
  const { plan, journal, ports } = running;
  if (journal.state.phase === "back") return goOnBack(running);
  const due = dueAt(plan, journal.state);
  if (due !== null && ports.clock.now() >= due && !wasSent(plan, journal.state)) {
    return goBack(running, rollbackDue(running));
  }
  for (const stage of plan.stages) {
    const trouble = await runStage(running, stage, "forward");
    if (trouble !== null) return afterTrouble(running, trouble);
  }
  return { is: "succeeded" };
}

type Trouble = { planned: PlannedStep; end: Exclude<StepEnd, { is: "ok" }> };

/**
 * The steps of a stage side by side. Answers with the first one that the run cannot do without, when it did not end
 * well. A step that sends the run back stops the others between two looks; one that throws does so when all have ended.
 */
async function runStage(running: Running, stage: Stage, phase: Phase): Promise<Trouble | null> {
  const stop = new AbortController();
  const ends = await Promise.allSettled(
    stage.steps.map(async (planned) => {
      const end = await runStep(running, planned, phase, stop.signal);
      if (end.is === "failed" && planned.onFailure === "go-back") stop.abort();
      return { planned, end };
    }),
  );
  const thrown = ends.find((one) => one.status === "rejected");
  if (thrown?.status === "rejected") throw thrown.reason;
  const troubles = ends
    .flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))
    .filter(
      (one): one is Trouble =>
        one.end.is === "stopped" || (one.end.is === "failed" && one.planned.onFailure !== "remain"),
    );
  return troubles.find(({ end }) => end.is === "failed") ?? troubles[0] ?? null;
}

function afterTrouble(running: Running, { planned, end }: Trouble): Promise<Ending> {
  if (end.is === "stopped") {
    return end.why === "due"
      ? goBack(running, rollbackDue(running, { step: planned.step, last: end.last }))
      : halt(running, interrupted(running, planned), planned);
  }
  if (planned.onFailure === "go-back") return goBack(running, end.failure, planned);
  return halt(running, end.failure, planned);
}

/** Back, when the journal and two readings of the target allow it; else the run stops where it is. */
async function goBack(running: Running, because: Failure, planned?: PlannedStep): Promise<Ending> {
  const { journal, plan, ports } = running;
  if (!journal.state.touched) return { is: "failed", failure: because };
  const why = await whyNoWayBack(running);
  if (why !== null) {
    const resume = `vault-dr resume ${plan.move.environment}`;
    const failure: Failure = {
      ...because,
      now: `${because.now} Going back is not possible: ${why}.`,
      next: because.next.includes(resume) ? because.next : `Mend that, then: ${resume}`,
    };
    return halt(running, failure, planned);
  }
  await journal.append({ kind: "went-back", at: ports.clock.now(), because });
  return runBack(running);
}

/** Why the run may not go back, by its journal and two readings of the target; null when it may. */
export const whyNoWayBack = async (running: Running): Promise<string | null> =>
  whyNotBack(running.plan, running.journal.state) ?? (await whyTargetForbids(running));

async function whyTargetForbids(running: Running): Promise<string | null> {
  const { plan, ports, journal } = running;
  if (plan.pointOfNoReturn === null) return null;
  if (!wasSent(plan, journal.state)) return whyTaken(running, plan.pointOfNoReturn);
  for (let reading = 1; reading <= 2; reading++) {
    const probe = await lookAtTarget(running, plan.pointOfNoReturn);
    if (probe.is !== "todo") return `${plan.move.to} does not read as a secondary (${probe.is})`;
    await running.meter.during("vault", ports.clock.sleep(BOUNDS.pollMs));
  }
  return null;
}

/** A target that is primary without us was promoted by a run that this store does not know: two would take writes. */
async function whyTaken(running: Running, promotion: StepName): Promise<string | null> {
  const { ports, plan } = running;
  const look = lookAtTarget(running, promotion);
  const probe = await withinMs(ports.clock, BOUNDS.lastLookMs, look);
  if (probe === TOO_LATE || probe.is !== "done") return null;
  return `${plan.move.to} is primary, and not by this run: a disaster may be written down on one machine alone`;
}

function lookAtTarget(running: Running, promotion: StepName): Promise<Probe> {
  const { ports, plan, steps } = running;
  const about = { phase: "forward", since: ports.clock.now(), busyUntil: 0 } as const;
  const step = steps[promotion];
  return step.probe(ports, plan.move, pastOf(running, { step, ...about }));
}

/** A way back that was begun is gone to its end, unless somebody has promoted the target meanwhile. */
async function goOnBack(running: Running): Promise<Ending> {
  const { journal, plan } = running;
  const { pointOfNoReturn, move } = plan;
  const served = stepRecord(journal.state, "promote-back", "back")?.finished;
  const why = pointOfNoReturn && !served ? await whyTaken(running, pointOfNoReturn) : null;
  if (why === null) return runBack(running);
  return halt(running, {
    code: "NO_WAY_BACK",
    now: `${move.from} is not promoted again: ${why}.`,
    next: `Find out which Region serves: vault-dr status ${move.environment}`,
  });
}

async function runBack(running: Running): Promise<Ending> {
  const { journal, plan } = running;
  for (const stage of plan.undo) {
    const trouble = await runStage(running, stage, "back");
    if (trouble !== null) {
      const failure =
        trouble.end.is === "failed" ? trouble.end.failure : interrupted(running, trouble.planned);
      return halt(running, failure, trouble.planned);
    }
  }
  const because = journal.state.because ?? rollbackDue(running);
  return { is: "went-back", because };
}

async function halt(running: Running, failure: Failure, planned?: PlannedStep): Promise<Ending> {
  const { journal, ports } = running;
  if (!journal.state.touched) return { is: "failed", failure };
  await journal.append({
    kind: "halted",
    at: ports.clock.now(),
    failure,
    step: planned?.step ?? null,
  });
  return { is: "halted", failure };
}

type Waiting = { step: PlannedStep["step"]; last: string };

/** `waiting`: the step that took the time, and what it waited for; null where the time passed between two processes. */
function rollbackDue(
  { plan: { move, watchdog }, steps }: Running,
  waiting: Waiting | null = null,
): Failure {
  const late = `${move.to} had not accepted the promotion ${(watchdog?.afterMs ?? 0) / 1000} s after the demotion.`;
  const last = waiting === null || waiting.last === "" ? "" : `: ${waiting.last}`;
  const at = waiting === null ? "" : ` The run was at: ${steps[waiting.step].title(move)}${last}.`;
  return {
    code: "ROLLBACK_DUE",
    now: `${late}${at}`,
    next: `${move.from} serves again. Find out what took so long, then run the move again.`,
  };
}

function interrupted({ plan: { move }, journal, steps }: Running, { step }: PlannedStep): Failure {
  if (!journal.state.touched) return INTERRUPTED_EARLY;
  return {
    code: "INTERRUPTED",
    now: `Interrupted before this was done: ${steps[step].title(move)} (${step}).`,
    next: `Go on with: vault-dr resume ${move.environment}`,
  };
}
