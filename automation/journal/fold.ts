import type { Failure, Finding } from "../../ground/errors.ts";
import type { Plan, StepName } from "../plan/plan.ts";
import type { Consents } from "../plan/snapshot.ts";
import type { EndedEvent, Facts, JournalEvent, Phase } from "./events.ts";

/** One sending of a step's call. `answer` is null when the process died before it heard one. */
export type Attempt = {
  /** Which taking up of the run sent it: a clock cannot tell two processes apart, their order in the journal can. */
  epoch: number;
  at: number;
  busyUntil: number;
  answer: { at: number; is: "ok" | "refused" | "unknown"; definite: boolean; text: string } | null;
};

export type StepRecord = {
  step: StepName;
  phase: Phase;
  /** The step that takes it back, as it was on record before the act. */
  undo: string | null;
  attempts: Attempt[];
  firstAt: number;
  /** null until it finished; `found` when it had nothing to do. */
  finished: { at: number; found: boolean; epoch: number } | null;
  failed: Failure | null;
};

export type RunState = {
  run: string | null;
  plan: Plan | null;
  release: string | null;
  operator: string | null;
  reason: string | null;
  findings: Finding[];
  plannedAt: number | null;
  confirmedAt: number | null;
  /** Grows whenever a process takes the run up. */
  epoch: number;
  phase: Phase;
  because: Failure | null;
  /** Whether Vault, DNS or a fence may have been changed. */
  touched: boolean;
  steps: StepRecord[];
  /** What steps found out, merged in order: WALs, change ids, how the old primary is fenced. */
  facts: Facts;
  halted: Failure | null;
  /** The run that took the place of this one. */
  supersededBy: string | null;
  ended: EndedEvent | null;
};

export const emptyRun = (): RunState => ({
  run: null,
  plan: null,
  release: null,
  operator: null,
  reason: null,
  findings: [],
  plannedAt: null,
  confirmedAt: null,
  epoch: 0,
  phase: "forward",
  because: null,
  touched: false,
  steps: [],
  facts: {},
  halted: null,
  supersededBy: null,
  ended: null,
});

/** The state of a run is what its journal says; there is no other state. Changes `state` in place, for speed. */
export function fold(state: RunState, event: JournalEvent): RunState {
  switch (event.kind) {
    case "planned":
      return Object.assign(state, {
        run: event.run,
        plan: event.plan,
        release: event.release,
        operator: event.operator,
        reason: event.reason,
        findings: event.findings,
        plannedAt: event.at,
      });
    case "confirmed":
      // What the run has touched whose place this one takes is this one's to bring to an end.
      state.touched ||= state.plan?.move.supersedes != null;
      return Object.assign(state, { confirmedAt: event.at });
    case "resumed":
      return Object.assign(state, {
        epoch: state.epoch + 1,
        halted: null,
        ended: null,
        plan: consented(state.plan, event.consents),
        steps: state.steps.map((record) => reopened(record, state.steps)),
      });
    case "went-back":
      return Object.assign(state, { phase: "back", because: event.because });
    case "halted":
      return Object.assign(state, { halted: event.failure });
    case "superseded":
      return Object.assign(state, { supersededBy: event.by });
    case "ended":
      return Object.assign(state, { ended: event });
    case "started":
    case "answered":
    case "finished":
    case "failed":
      return foldStep(state, event);
    default:
      return event satisfies never;
  }
}

/** What shows only later whether a step did its work: where it was waited for in vain, the step is looked at again. */
const SHOWN_BY: Partial<Record<StepName, StepName>> = {
  // Somebody may have changed the record meanwhile.
  "move-traffic": "verify-clients",
  "attach-old-primary": "await-attached",
  "attach-new-secondary": "await-attached-back",
};

/** The record as whoever takes the run up has it: not finished, where what was to show its work was waited for in vain. */
export function reopened(record: StepRecord, steps: readonly StepRecord[]): StepRecord {
  const shown = steps.find(
    ({ step, phase }) => step === SHOWN_BY[record.step] && phase === record.phase,
  );
  const inVain = shown !== undefined && shown.failed !== null && shown.finished === null;
  return inVain ? { ...record, finished: null } : record;
}

function consented(plan: Plan | null, given: Consents | undefined): Plan | null {
  if (plan === null || given === undefined) return plan;
  const { options } = plan.move;
  const added = {
    forceIncomplete: options.forceIncomplete || given.forceIncomplete,
    acceptLoss: options.acceptLoss || given.acceptLoss,
    acceptUnfenced: options.acceptUnfenced || given.acceptUnfenced,
    generateRoot: options.generateRoot || given.generateRoot,
  };
  const stages = added.generateRoot ? (plan.withRoot ?? plan.stages) : plan.stages;
  return { ...plan, stages, move: { ...plan.move, options: { ...options, ...added } } };
}

type StepEvent = Extract<JournalEvent, { kind: "started" | "answered" | "finished" | "failed" }>;

function foldStep(state: RunState, event: StepEvent): RunState {
  const record = recordOf(state, event);
  switch (event.kind) {
    case "started":
      state.touched ||= event.touches;
      record.failed = null;
      record.undo = event.undo;
      showAnew(state, event);
      record.attempts.push({
        epoch: state.epoch,
        at: event.at,
        busyUntil: event.busyUntil,
        answer: null,
      });
      return state;
    case "answered": {
      const { at, is, definite, text } = event;
      const last = record.attempts.at(-1);
      if (last) last.answer = { at, is, definite, text };
      Object.assign(state.facts, event.facts);
      return state;
    }
    case "finished":
      record.finished = { at: event.at, found: event.found, epoch: state.epoch };
      record.failed = null;
      Object.assign(state.facts, event.facts);
      return state;
    case "failed":
      record.failed = event.failure;
      return state;
    default:
      return event satisfies never;
  }
}

/** A step that is done once more has to show its work once more. */
function showAnew({ steps }: RunState, { step, phase }: Pick<StepEvent, "step" | "phase">): void {
  for (const record of steps) {
    if (record.step === SHOWN_BY[step] && record.phase === phase) record.finished = null;
  }
}

function recordOf(state: RunState, event: StepEvent): StepRecord {
  const { step, phase } = event;
  const at = "since" in event ? event.since : event.at;
  const known = state.steps.find((record) => record.step === step && record.phase === phase);
  if (known) return Object.assign(known, { firstAt: Math.min(known.firstAt, at) });
  const made: StepRecord = {
    step,
    phase,
    undo: null,
    attempts: [],
    firstAt: at,
    finished: null,
    failed: null,
  };
  state.steps.push(made);
  return made;
}

/** The record of a step in one phase, or undefined when it was never reached. */
export const stepRecord = (state: RunState, step: StepName, phase: Phase): StepRecord | undefined =>
  state.steps.find((record) => record.step === step && record.phase === phase);

/** Whether the step's call was sent, answered or not. */
export const isSent = (state: RunState, step: StepName, phase: Phase): boolean =>
  (stepRecord(state, step, phase)?.attempts.length ?? 0) > 0;

/** Begun and neither ended well, nor taken back, nor cancelled before anything was touched. */
export function isUnfinished(state: RunState): boolean {
  if (state.plan === null || state.supersededBy !== null) return false;
  if (state.ended === null) return state.touched || state.confirmedAt !== null;
  return state.ended.outcome === "halted";
}

/** Steps that failed and that the run went on without: what is left to do. */
export const leftSteps = (state: RunState): StepRecord[] =>
  state.steps.filter(
    ({ step, failed, finished, phase }) =>
      failed && !finished && phase === state.phase && !OVERTAKEN.includes(step),
  );

/** What nobody can do any more once the run has gone on without it. */
const OVERTAKEN: readonly StepName[] = ["before-hooks"];

/** Whether `resume` would do something: an unfinished run, or one that left steps, or an old primary, behind. */
export const hasMore = (state: RunState): boolean =>
  isUnfinished(state) ||
  state.ended?.exitCode === 13 ||
  (state.ended !== null &&
    [12, 17].includes(state.ended.exitCode) &&
    leftSteps(state).length > 0) ||
  leavesOldPrimary(state);

/** A run that did its work, in time or too late (17), and left the old primary as it is. */
export const leavesOldPrimary = ({ ended }: RunState): boolean =>
  ended !== null &&
  [13, 17].includes(ended.exitCode) &&
  ended.remaining.some(({ command }) => command.includes(" reattach "));
