import type { LeaseKeeper } from "../../engine/lease.ts";
import { Journal, readEvents } from "../../journal/journal.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Session } from "../session.ts";

/** Notes in the journal of the run whose place `run` has taken that it is over. Done once the new run is confirmed. */
export async function supersede(
  session: Session,
  lease: LeaseKeeper,
  { plan, run }: { plan: Plan; run: string },
): Promise<void> {
  const old = plan.move.supersedes?.run;
  if (old !== undefined) await noteOver(session, lease, { old, by: run });
}

/** Notes in the journal of `old` that another run has taken its place. */
export async function noteOver(
  { ports }: Pick<Session, "ports">,
  lease: LeaseKeeper,
  { old, by }: { old: string; by: string },
): Promise<void> {
  const events = await readEvents(ports.store, old, lease.number);
  const journal = new Journal({ ...ports, run: old, leaseNumber: lease.number, events });
  await journal.append({ kind: "superseded", at: ports.clock.now(), by });
}
