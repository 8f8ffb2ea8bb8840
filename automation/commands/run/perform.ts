import { BOUNDS } from "../../../ground/bounds.ts";
import type { Finding } from "../../../ground/errors.ts";
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
import { carryOut, endUntouched } from "./carryOut.ts";
import { askConsent } from "./consent.ts";
import { exitOfRefusal } from "./refusal.ts";

/** A run from its wish to its end: lease, look, decide, write down, ask, look again, act. */
export async function perform(session: Session, verb: RunVerb): Promise<OutcomeDocument> {
  const { ports, environment, flags } = session;
  const request: Request = {
    verb,
    environment,
    to: flags.to,
    consents: flags.consents,
    reason: flags.reason,
  };
  const taken = await ports.store.runs();
  const run = newRunId(ports.clock.now(), ports.random, taken.is === "ok" ? taken.value : []);
  const lease = await LeaseKeeper.take(ports, { run, verb });
  try {
    return await underLease(session, request, { run, lease });
  } finally {
    await lease.release();
  }
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

  const journal = new Journal({ store: ports.store, run, leaseNumber: lease.number, events: [] });
  journal.onAppended(session.tell);
  await journal.append({
    kind: "planned",
    at: ports.clock.now(),
    run,
    release: session.release,
    plan: decision.plan,
    findings: decision.findings,
    operator: operatorOf(session),
    reason: request.reason,
    consents: request.consents,
  });
  const lookedAt = ports.clock.now();
  const no = await askConsent(session, meter, { plan: decision.plan, findings: decision.findings });
  if (no !== null) return endUntouched(session, journal, meter, no);
  if (ports.clock.now() - lookedAt > BOUNDS.staleLookMs) {
    const again = await lookAndDecide(session, request, meter);
    if (again.is !== "plan") return endUntouched(session, journal, meter, changedMeanwhile(again));
  }
  await journal.append({
    kind: "confirmed",
    at: ports.clock.now(),
    by: session.flags.yes ? "--yes" : "prompt",
  });
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

function changedMeanwhile(decision: Exclude<Decision, { is: "plan" }>): Finding[] {
  if (decision.is === "refused") return decision.findings;
  return [{ ...nothingToDo(`The world moved meanwhile: ${decision.why}`), severity: "refuse" }];
}
