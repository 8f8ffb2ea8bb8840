import { type Finding, OperatorError } from "../../../ground/errors.ts";
import type { LeaseKeeper } from "../../engine/lease.ts";
import { Meter } from "../../engine/meter.ts";
import { hasMore, type RunState } from "../../journal/fold.ts";
import { Journal, readEvents } from "../../journal/journal.ts";
import type { Consent } from "../../ports/human.ts";
import { nothingToDo, type OutcomeDocument, withoutRun } from "../../report/outcome.ts";
import { STEPS } from "../../steps/catalogue.ts";
import { operatorOf, type Session } from "../session.ts";
import { type Acting, carryOut } from "./carryOut.ts";
import { notGiven } from "./consent.ts";
import { collectShares } from "./keyHolders.ts";
import { exitOfRefusal } from "./refusal.ts";

/** How a verb takes up a run that is in the store. */
export type TakingUp = {
  verb: "resume" | "abort";
  question: string;
  /** Asked once the lease is ours: the document with which the command ends here, or null to go on. */
  endHere(acting: Acting): Promise<OutcomeDocument | null>;
  /** What is written down first, once it is agreed. */
  begin(journal: Journal): Promise<void>;
};

/** `resume`: forward, or back where that was begun or is due. */
const resuming = ({ environment }: Session, run: string): TakingUp => ({
  verb: "resume",
  question: `Go on with run ${run}?`,
  endHere: async ({ journal }) => (hasMore(journal.state) ? null : nothingUnfinished(environment)),
  begin: async () => undefined,
});

/** Takes a run up where its journal stands, under a lease of our own. */
export async function goOn(
  session: Session,
  lease: LeaseKeeper,
  run: string,
  { verb, question, endHere, begin } = resuming(session, run),
): Promise<OutcomeDocument> {
  const { ports, environment } = session;
  // Read again under the lease: the run may have gone on meanwhile.
  const events = await readEvents(ports.store, run, lease.number);
  const journal = new Journal({ ...ports, run, leaseNumber: lease.number, events });
  journal.onAppended(session.tell);
  const meter = new Meter(ports.clock);
  const end = await endHere({ journal, lease, meter });
  if (end !== null) return end;
  verifyCatalogue(journal.state);
  if (!session.flags.yes) {
    const consent = await meter.watch(ports).human.confirm(question);
    if (consent !== "given") return declined({ verb, environment }, journal.state, consent);
  }
  const phase = verb === "abort" ? "back" : journal.state.phase;
  const few = await collectShares(session, meter, { state: journal.state, phase });
  if (few !== null) return withoutShares({ verb, environment }, journal.state, few);
  // The way is on record before the run is taken up: whoever takes it up after us goes the same way.
  await begin(journal);
  await journal.append({
    kind: "resumed",
    at: ports.clock.now(),
    operator: operatorOf(session),
    consents: session.flags.consents,
  });
  meter.restart();
  return carryOut(session, { journal, lease, meter });
}

function declined(
  about: { verb: string; environment: string },
  { touched, run }: RunState,
  consent: Exclude<Consent, "given">,
): OutcomeDocument {
  const finding = notGiven(consent);
  if (!touched)
    return withoutRun({ ...about, findings: [finding], outcome: "failed", exitCode: 8 });
  const now = `Not agreed. Run ${run} stays unfinished.`;
  return withoutRun({ ...about, findings: [{ ...finding, now }], outcome: "halted", exitCode: 14 });
}

function withoutShares(
  about: { verb: string; environment: string },
  { touched }: RunState,
  findings: Finding[],
): OutcomeDocument {
  if (touched) return withoutRun({ ...about, findings, outcome: "halted", exitCode: 14 });
  const exitCode = exitOfRefusal(findings);
  return withoutRun({
    ...about,
    findings,
    outcome: exitCode === 8 ? "failed" : "refused",
    exitCode,
  });
}

function verifyCatalogue({ plan, release, run }: RunState): void {
  const names = [...(plan?.stages ?? []), ...(plan?.undo ?? [])].flatMap(({ steps }) =>
    steps.map(({ step }) => step),
  );
  const strange = names.filter((name) => STEPS[name] === undefined);
  if (strange.length === 0) return;
  throw new OperatorError({
    code: "CATALOGUE_CHANGED",
    now: `Run ${run} has steps that this release does not know: ${strange.join(", ")}.`,
    next: `Resume it with release ${release}.`,
  });
}

export const nothingUnfinished = (environment: string): OutcomeDocument =>
  withoutRun({
    verb: "resume",
    environment,
    outcome: "done",
    exitCode: 0,
    findings: [nothingToDo("No run is unfinished.")],
  });
