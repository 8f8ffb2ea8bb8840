import { OperatorError } from "../../../ground/errors.ts";
import type { LeaseKeeper } from "../../engine/lease.ts";
import { Meter } from "../../engine/meter.ts";
import { hasMore, type RunState } from "../../journal/fold.ts";
import { Journal, readEvents } from "../../journal/journal.ts";
import { nothingToDo, type OutcomeDocument, withoutRun } from "../../report/outcome.ts";
import { STEPS } from "../../steps/catalogue.ts";
import { operatorOf, type Session } from "../session.ts";
import { carryOut } from "./carryOut.ts";
import { notGiven } from "./consent.ts";

/** Takes a run up where its journal stands, under a lease of our own. */
export async function goOn(
  session: Session,
  lease: LeaseKeeper,
  run: string,
): Promise<OutcomeDocument> {
  const { ports, environment } = session;
  // Read again under the lease: the run may have gone on meanwhile.
  const events = await readEvents(ports.store, run);
  const journal = new Journal({ store: ports.store, run, leaseNumber: lease.number, events });
  journal.onAppended(session.tell);
  if (!hasMore(journal.state)) return nothingUnfinished(environment);
  verifyCatalogue(journal.state);
  const meter = new Meter(ports.clock);
  if (!session.flags.yes) {
    const consent = await meter.watch(ports).human.confirm(`Go on with run ${run}?`);
    if (consent !== "given") {
      const touched = journal.state.touched;
      const finding = notGiven(consent);
      const now = touched ? `Not agreed. Run ${run} stays unfinished.` : finding.now;
      const base = { verb: "resume", environment, findings: [{ ...finding, now }] };
      return withoutRun(
        touched
          ? { ...base, outcome: "halted", exitCode: 14 }
          : { ...base, outcome: "failed", exitCode: 8 },
      );
    }
  }
  await journal.append({
    kind: "resumed",
    at: ports.clock.now(),
    operator: operatorOf(session),
    consents: session.flags.consents,
  });
  meter.restart();
  return carryOut(session, { journal, lease, meter });
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
