import type { LeaseKeeper } from "../../engine/lease.ts";
import { Journal, readEvents } from "../../journal/journal.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Session } from "../session.ts";

/** Notes in the journal of the run whose place `run` has taken that it is over. Done once the new run is confirmed. */
export async function supersede(
  { ports }: Session,
  lease: LeaseKeeper,
  { plan, run }: { plan: Plan; run: string },
): Promise<void> {
  const old = plan.move.supersedes?.run;
  if (old === undefined) return;
  const events = await readEvents(ports.store, old, lease.number);
  const journal = new Journal({ store: ports.store, run: old, leaseNumber: lease.number, events });
  await journal.append({ kind: "superseded", at: ports.clock.now(), by: run });
}
