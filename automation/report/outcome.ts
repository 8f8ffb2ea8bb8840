import type { Finding } from "../../ground/errors.ts";
import type { Outcome, Remaining, Timings } from "../journal/events.ts";
import { type RunState, type StepRecord, stepRecord } from "../journal/fold.ts";
import type { StepName } from "../plan/plan.ts";

/** What `--json` prints, once, for every exit. `run` is null when no run began. */
export type OutcomeDocument = {
  schema: 1;
  run: string | null;
  verb: string;
  environment: string;
  from: string | null;
  to: string | null;
  outcome: Outcome;
  exitCode: number;
  serving: string | null;
  promoted: boolean;
  fence: "demoted" | "edge" | "unproven" | "none";
  rtoMissed: boolean;
  remaining: Remaining[];
  findings: Finding[];
  steps: StepLine[];
  timings: Timings | null;
  dataLoss: DataLoss;
};

export type StepLine = {
  name: StepName;
  state: "pending" | "done" | "found-done" | "skipped" | "undone" | "failed";
  startedAt: string | null;
  ms: number | null;
  why: string | null;
};

/** A loss that cannot be known is `unknown`, never `no`. */
export type DataLoss = {
  possible: "no" | "yes" | "unknown";
  lastShippedWal: number | null;
  lastReceivedWal: number | null;
  secondsSinceLastHeartbeat: number | null;
};

/** The world is already as asked. */
export const nothingToDo = (why: string): Finding => ({
  id: "NOTHING_TO_DO",
  severity: "info",
  now: why,
  next: "Nothing to do.",
});

/** What a verb without a run, or one that was refused, has to say. */
export function withoutRun(
  about: Pick<OutcomeDocument, "verb" | "environment" | "outcome" | "exitCode"> &
    Partial<OutcomeDocument>,
): OutcomeDocument {
  return {
    schema: 1,
    run: null,
    from: null,
    to: null,
    serving: null,
    promoted: false,
    fence: "none",
    rtoMissed: false,
    remaining: [],
    findings: [],
    steps: [],
    timings: null,
    dataLoss: {
      possible: "no",
      lastShippedWal: null,
      lastReceivedWal: null,
      secondsSinceLastHeartbeat: null,
    },
    ...about,
  };
}

/** The document of a run, from its journal alone. */
export function outcomeOf(state: RunState, rtoMs: number): OutcomeDocument {
  const { plan, ended } = state;
  if (plan === null || ended === null) throw new Error("a run is reported when it has ended");
  const { verb, environment, from, to } = plan.move;
  return {
    schema: 1,
    run: state.run,
    verb,
    environment,
    from,
    to,
    outcome: ended.outcome,
    exitCode: ended.exitCode,
    serving: ended.serving,
    promoted: stepRecord(state, "promote-new-primary", "forward")?.finished != null,
    fence: fenceOf(state),
    rtoMissed: isRtoMissed(state, ended.at, rtoMs),
    remaining: ended.remaining,
    findings: ended.findings,
    steps: stepLines(state),
    timings: ended.timings,
    dataLoss: dataLossOf(state),
  };
}

export function fenceOf(state: RunState): OutcomeDocument["fence"] {
  const { fence } = state.facts;
  if (fence === "unproven" || fence === "none") return fence;
  if (state.phase === "back") return "none"; // it serves again, or is to
  const demoted = stepRecord(state, "demote-old-primary", "forward")?.finished != null;
  return demoted || fence === "demoted" ? "demoted" : "none";
}

/** Which Region serves as far as the journal proves it; null in the moment between two primaries. */
export function servingOf(state: RunState): string | null {
  const move = state.plan?.move;
  if (move === undefined) return null;
  if (move.verb === "reattach" || move.verb === "reconcile") return move.to;
  const promotion = stepRecord(state, "promote-new-primary", "forward");
  if (promotion?.finished) return move.to;
  if (stepRecord(state, "promote-back", "back")?.finished) return move.from;
  const begun = [
    promotion,
    ...["demote-old-primary", "fence-old-primary"].map((step) =>
      stepRecord(state, step as StepName, "forward"),
    ),
  ];
  const sent = begun.some((record) => (record?.attempts.length ?? 0) > 0);
  return sent || state.facts.fence === "unproven" ? null : move.from;
}

/** When writes stopped: the first act that stops them, in a disaster the consent; null where nothing stopped them. */
function outageSince(state: RunState): number | null {
  const move = state.plan?.move;
  if (move === undefined || move.verb === "reattach" || move.verb === "reconcile") return null;
  if (move.verb === "failover") return state.confirmedAt;
  const stop =
    stepRecord(state, "quiesce", "forward") ?? stepRecord(state, "demote-old-primary", "forward");
  return stop?.attempts[0]?.at ?? null;
}

/**
 * Milliseconds from the moment in which writes stopped to the first proof of service, by the service's name or, after
 * going back, by the old primary; null where there was no outage, or no proof yet.
 */
export function writeOutageMs(state: RunState): number | null {
  const since = outageSince(state);
  const proof =
    state.phase === "back"
      ? stepRecord(state, "verify-back", "back")
      : stepRecord(state, "verify-clients", "forward");
  return since === null || !proof?.finished ? null : proof.finished.at - since;
}

/** Whether the outage took longer than declared, or has by now and is not over. */
function isRtoMissed(state: RunState, endedAt: number, rtoMs: number): boolean {
  const since = outageSince(state);
  if (since === null || !state.touched) return false;
  return (writeOutageMs(state) ?? endedAt - since) > rtoMs;
}

function dataLossOf(state: RunState): DataLoss {
  const seen = state.plan?.move.seen;
  const number = (value: unknown): number | null => (typeof value === "number" ? value : null);
  return {
    possible: lossPossible(state),
    lastShippedWal: number(state.facts.shippedWal) ?? seen?.shippedWal ?? null,
    lastReceivedWal: number(state.facts.receivedWal) ?? seen?.receivedWal ?? null,
    secondsSinceLastHeartbeat: seen?.secondsSinceHeartbeat ?? null,
  };
}

function lossPossible(state: RunState): DataLoss["possible"] {
  const verb = state.plan?.move.verb;
  if (verb === "reattach" || verb === "reconcile" || !state.touched) return "no";
  if (state.phase === "back" || state.facts.rootsEqual === true) return "no";
  if (state.plan?.move.supersedes?.rootsEqual === true) return "no";
  if (state.facts.rootsEqual === false) return "yes";
  return verb === "failover" || servingOf(state) === null ? "unknown" : "no";
}

/** Every step that was planned, in order, and those of the way back when it was taken. */
function stepLines(state: RunState): StepLine[] {
  const planned = (state.plan?.stages ?? []).flatMap(({ steps }) => steps.map(({ step }) => step));
  const back =
    state.phase === "back"
      ? (state.plan?.undo ?? []).flatMap(({ steps }) => steps.map(({ step }) => step))
      : [];
  return [
    ...planned.map((name) => lineOf(name, stepRecord(state, name, "forward"), state)),
    ...back.map((name) => lineOf(name, stepRecord(state, name, "back"), state)),
  ];
}

function lineOf(name: StepName, record: StepRecord | undefined, state: RunState): StepLine {
  if (record === undefined) {
    const why = state.phase === "back" ? "the run went back before it" : null;
    return { name, state: why === null ? "pending" : "skipped", startedAt: null, ms: null, why };
  }
  const end = record.finished?.at ?? record.attempts.at(-1)?.answer?.at ?? null;
  const is = stateOf(record, state);
  return {
    name,
    state: is,
    startedAt: new Date(record.firstAt).toISOString(),
    ms: end === null ? null : end - record.firstAt,
    why: record.failed === null ? null : `${record.failed.code}: ${record.failed.now}`,
  };
}

function stateOf(record: StepRecord, { steps }: RunState): StepLine["state"] {
  if (record.failed !== null && record.finished === null) return "failed";
  if (record.finished === null) return "pending";
  const undone = steps.some(
    ({ step, phase, finished }) => phase === "back" && step === record.undo && finished !== null,
  );
  if (undone && record.phase === "forward") return "undone";
  return record.finished.found ? "found-done" : "done";
}
