import { BOUNDS } from "../../../ground/bounds.ts";
import { asFinding, type Finding, failureOf, OperatorError } from "../../../ground/errors.ts";
import { LeaseKeeper } from "../../engine/lease.ts";
import { Meter } from "../../engine/meter.ts";
import { Journal } from "../../journal/journal.ts";
import { newRunId } from "../../journal/runId.ts";
import { type Decision, decide } from "../../plan/decide.ts";
import type { RunVerb } from "../../plan/plan.ts";
import type { Request } from "../../plan/snapshot.ts";
import { nothingToDo, type OutcomeDocument, withoutRun } from "../../report/outcome.ts";
import { lookAround } from "../look/look.ts";
import { operatorOf, type Session } from "../session.ts";
import { openStore, writtenDownHere } from "../store/openStore.ts";
import { carryOut, endUntouched } from "./carryOut.ts";
import { askConsent } from "./consent.ts";
import { collectShares } from "./keyHolders.ts";
import { exitOfRefusal } from "./refusal.ts";
import { supersede } from "./supersede.ts";

/** A run from its wish to its end: lease, look, decide, write down, ask, look again, act. */
export async function perform(asked: Session, verb: RunVerb): Promise<OutcomeDocument> {
  const { session, runs } = await openStore(asked, verb);
  const { ports, environment, flags } = session;
  const request: Request = {
    verb,
    environment,
    to: flags.to,
    consents: flags.consents,
    reason: flags.reason,
  };
  const others = { taken: runs, unseen: session.local !== undefined };
  const run = newRunId(ports.clock.now(), ports.random, others);
  const lease = await LeaseKeeper.take(ports, { run, verb, environment });
  try {
    return await underLease(session, request, { run, lease });
  } catch (error) {
    throw beforeAnyAct(error, session);
  } finally {
    await lease.release();
  }
}

/** Once something was touched the end of a run is a document: who lost the lease here is as one who never had it. */
function beforeAnyAct(error: unknown, { environment }: Session): unknown {
  if (!(error instanceof OperatorError) || error.failure.code !== "LEASE_LOST") return error;
  return new OperatorError({
    code: "LEASE_HELD",
    now: `${error.failure.now} Nothing was changed.`,
    next: `See who acts now: vault-dr lock show ${environment}. Then run the command again.`,
  });
}

type Holding = { run: string; lease: LeaseKeeper };

async function underLease(
  session: Session,
  request: Request,
  { run, lease }: Holding,
): Promise<OutcomeDocument> {
  const { ports } = session;
  const meter = new Meter(ports.clock);
  const decision = await lookAndDecide(session, request, meter);
  if (decision.is === "nothing") return alreadySo(request, decision);
  if (decision.is === "refused") return refusedBy(request, decision);

  const findings = [...decision.findings, ...writtenDownHere(session)];
  const journal = new Journal({ ...ports, run, leaseNumber: lease.number, events: [] });
  journal.onAppended(session.tell);
  await journal.append({
    kind: "planned",
    at: ports.clock.now(),
    run,
    release: session.release,
    plan: decision.plan,
    findings,
    operator: operatorOf(session),
    reason: request.reason,
    consents: request.consents,
  });
  const lookedAt = ports.clock.now();
  const no = await askConsent(session, meter, { plan: decision.plan, findings });
  if (no !== null) return endUntouched(session, journal, meter, no);
  const few = await collectShares(session, meter, { state: journal.state, phase: "forward" });
  if (few !== null) return endUntouched(session, journal, meter, few);
  if (ports.clock.now() - lookedAt > BOUNDS.staleLookMs) {
    const changed = await changedMeanwhile(session, request, meter);
    if (changed !== null) return endUntouched(session, journal, meter, changed);
  }
  await journal.append({
    kind: "confirmed",
    at: ports.clock.now(),
    by: session.flags.yes ? "--yes" : "prompt",
  });
  await supersede(session, lease, { plan: decision.plan, run });
  return carryOut(session, { journal, lease, meter });
}

async function lookAndDecide(session: Session, request: Request, meter: Meter): Promise<Decision> {
  const planned = request.verb === "switchover" || request.verb === "failback";
  const snapshot = await lookAround(
    { ...session, ports: meter.watch(session.ports) },
    { stack: planned ? "live" : "none", service: request.verb === "failover" },
  );
  return decide(request, snapshot, session.config.stack);
}

const alreadySo = (
  request: Request,
  { why, serving }: Extract<Decision, { is: "nothing" }>,
): OutcomeDocument =>
  withoutRun({
    verb: request.verb,
    environment: request.environment,
    outcome: "done",
    exitCode: 0,
    serving,
    findings: [nothingToDo(why)],
  });

const refusedBy = (
  request: Request,
  decision: Extract<Decision, { is: "refused" }>,
): OutcomeDocument => {
  const exitCode = exitOfRefusal(decision.findings);
  return withoutRun({
    verb: request.verb,
    environment: request.environment,
    from: decision.from,
    to: decision.to,
    outcome: exitCode === 15 ? "halted" : "refused",
    exitCode,
    findings: decision.findings,
  });
};

/** What speaks against the run by now, or that the operator called it off; null: nothing. */
async function changedMeanwhile(
  session: Session,
  request: Request,
  meter: Meter,
): Promise<Finding[] | null> {
  try {
    const decision = await lookAndDecide(session, request, meter);
    if (decision.is === "plan") return null;
    if (decision.is === "refused") return decision.findings;
    return [{ ...nothingToDo(`The world moved meanwhile: ${decision.why}`), severity: "refuse" }];
  } catch (error) {
    if (!session.signal.aborted) throw error;
    return [asFinding(failureOf(error, request.environment))];
  }
}
