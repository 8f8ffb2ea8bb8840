import { BOUNDS } from "../../../ground/bounds.ts";
import {
  asFinding,
  exitOf,
  type Failure,
  type Finding,
  failureOf,
} from "../../../ground/errors.ts";
import type { LeaseKeeper } from "../../engine/lease.ts";
import type { Meter } from "../../engine/meter.ts";
import { type Ending, runPlan } from "../../engine/run.ts";
import type { Outcome, Remaining } from "../../journal/events.ts";
import { stepRecord } from "../../journal/fold.ts";
import type { Journal } from "../../journal/journal.ts";
import { type OutcomeDocument, outcomeOf, servingOf, writeOutageMs } from "../../report/outcome.ts";
import { remainingOf } from "../../report/remaining.ts";
import { STEPS } from "../../steps/catalogue.ts";
import type { Session } from "../session.ts";
import { joinLater } from "../store/openStore.ts";
import { exitOfRefusal } from "./refusal.ts";
import { discardRoot, endingWith, rootTokenLeft } from "./rootToken.ts";

export type Acting = { journal: Journal; lease: LeaseKeeper; meter: Meter };

/** Lets the engine take the journal's plan to its end, writes the end down, and reports it. */
export async function carryOut(session: Session, acting: Acting): Promise<OutcomeDocument> {
  const { journal, lease, meter } = acting;
  const { plan } = journal.state;
  if (plan === null) throw new Error("a run is carried out once it is planned");
  const ports = meter.watch(session.ports);
  void session.ports.clock.sleep(BOUNDS.prepareAfterMs).then(() => session.ports.stack.prepare?.());
  const ended = await runPlan({
    ports,
    journal,
    lease,
    meter,
    steps: STEPS,
    plan,
    signal: session.signal,
  }).catch((error: unknown): Ending => brokenOff(error, journal));
  if (ended.is === "failed") await ports.credentials.deleteGenerated();
  const rootToken = await discardRoot(ports.credentials, journal.state);
  const ending = endingWith(rootToken, ended);
  const uncommitted = uncommittedFinding(journal);
  const remaining = [
    ...(ending.is === "halted" ? [finishIt(session)] : []),
    // A run that ended before it touched anything leaves nothing: `resume` has nothing to go on with.
    ...(ending.is === "failed" ? [] : [...remainingOf(journal.state), ...joinLater(session)]),
    ...commitReminder(session, uncommitted),
  ];
  const judged = judge(ending, session, journal);
  const before = journal.state.findings.filter(
    ({ id }) => id !== "STACK_FILE_UNCOMMITTED" || uncommitted.length === 0,
  );
  return end(session, acting, {
    ...judged,
    remaining,
    findings: [...before, ...judged.findings, ...uncommitted, ...tokensLeft(journal), ...rootToken],
  });
}

/** Ends a run before anything was touched: not agreed to, or the world moved while a person read. */
export function endUntouched(
  session: Session,
  journal: Journal,
  meter: Meter,
  findings: Finding[],
): Promise<OutcomeDocument> {
  const cancelled = findings.some(({ id }) => id === "CANCELLED" || id === "PROMPT_TIMED_OUT");
  const exitCode = cancelled ? 8 : exitOfRefusal(findings);
  const outcome: Outcome = cancelled ? "failed" : "refused";
  return end(
    session,
    { journal, meter },
    { outcome, exitCode, remaining: [], findings: [...findings, ...rootTokenLeft(journal.state)] },
  );
}

type Judged = { outcome: Outcome; exitCode: number; findings: Finding[] };

function judge(ending: Ending, session: Session, { state }: Journal): Judged {
  switch (ending.is) {
    case "succeeded": {
      const findings = failuresOf(state.steps);
      const outage = writeOutageMs(state) ?? 0;
      // A missed RTO speaks before something that is left to do.
      if (session.flags.enforceRto && outage > session.config.stack.recovery.rtoMs) {
        return { outcome: "done", exitCode: 17, findings };
      }
      const complete = remainingOf(state).length === 0 && session.local === undefined;
      return complete
        ? { outcome: "done", exitCode: 0, findings }
        : { outcome: "incomplete", exitCode: 13, findings };
    }
    case "went-back":
      return { outcome: "rolled-back", exitCode: 12, findings: [asFinding(ending.because)] };
    case "halted": {
      const exitCode = exitOf(ending.failure.code) === 15 ? 15 : 14;
      return { outcome: "halted", exitCode, findings: [asFinding(ending.failure)] };
    }
    case "failed": {
      // Codes of a run half-way do not fit one that touched nothing: to the operator it was refused.
      const exit = exitOf(ending.failure.code);
      const exitCode = exit >= 12 && exit !== 15 ? 10 : exit;
      const outcome =
        exitCode === 15 ? "halted" : [2, 3, 10, 11].includes(exitCode) ? "refused" : "failed";
      return { outcome, exitCode, findings: [asFinding(ending.failure)] };
    }
    default:
      return ending satisfies never;
  }
}

const failuresOf = (steps: { failed: Failure | null; finished: unknown }[]): Finding[] =>
  steps.flatMap(({ failed, finished }) =>
    failed && !finished ? [{ ...asFinding(failed), severity: "warn" as const }] : [],
  );

/**
 * The lease or the store was lost in the middle, or a defect of ours showed: what was begun may have taken effect, and
 * `resume` will tell.
 */
function brokenOff(error: unknown, { mayBeTouched, state }: Journal): Ending {
  const failure = failureOf(error, state.plan?.move.environment ?? "");
  return { is: mayBeTouched ? "halted" : "failed", failure };
}

type End = Judged & { remaining: Remaining[] };

async function end(
  session: Session,
  { journal, meter }: Pick<Acting, "journal" | "meter">,
  { outcome, exitCode, remaining, findings }: End,
): Promise<OutcomeDocument> {
  const { state } = journal;
  const event = {
    kind: "ended" as const,
    at: session.ports.clock.now(),
    outcome,
    exitCode,
    serving: servingOf(state),
    remaining,
    findings,
    timings: { ...meter.read(), writeOutageMs: writeOutageMs(state), clientOutageMs: null },
  };
  // A run that lost its lease cannot write its end; it is reported from memory, and stays unfinished for `resume`.
  await journal.append(event).catch(() => Object.assign(state, { ended: event }));
  return outcomeOf(state, session.config.stack.recovery.rtoMs);
}

/** Once written the stack file waits for a commit; before that the plan's findings say so already. */
function uncommittedFinding({ state }: Journal): Finding[] {
  const move = state.plan?.move;
  const written = stepRecord(state, "write-stack-file", "forward")?.attempts.some(
    ({ answer }) => answer?.is === "ok",
  );
  if (move === undefined || !move.stackFileInGit || !written) return [];
  return [
    {
      id: "STACK_FILE_UNCOMMITTED",
      severity: "warn",
      now: `Pulumi.${move.environment}.yaml has a change that is not committed.`,
      next: "Commit and push it: other checkouts are stale until then.",
    },
  ];
}

const finishIt = ({ environment }: Session): Remaining => ({
  what: "finish the run",
  command: `vault-dr resume ${environment}`,
});

const commitReminder = ({ environment }: Session, uncommitted: Finding[]): Remaining[] =>
  uncommitted.map(() => ({
    what: `commit Pulumi.${environment}.yaml`,
    command: `git commit -m "vault-dr: serving Region" Pulumi.${environment}.yaml`,
  }));

function tokensLeft({ state }: Journal): Finding[] {
  const { tokensLeftIn } = state.facts;
  if (typeof tokensLeftIn !== "string" || tokensLeftIn === "") return [];
  return [
    {
      id: "TOKENS_LEFT",
      severity: "info",
      now: `DR operation tokens generated in ${tokensLeftIn} could not be deleted: that is possible on a secondary only.`,
      next: "They authorise nothing while that cluster is primary.",
    },
  ];
}
