import { LeaseKeeper } from "../../engine/lease.ts";
import { hasMore, leavesOldPrimary, leftSteps, type RunState } from "../../journal/fold.ts";
import { latestRun } from "../../journal/journal.ts";
import type { OutcomeDocument } from "../../report/outcome.ts";
import type { Session } from "../session.ts";
import { openStore } from "../store/openStore.ts";
import { goOn, nothingUnfinished } from "./goOn.ts";
import { perform } from "./perform.ts";

/** Goes on with the newest run by the plan in its journal: an unfinished one, or what one that ended 13 left to do. */
export async function resume(asked: Session): Promise<OutcomeDocument> {
  const { session } = await openStore(asked, "resume");
  const { ports, environment } = session;
  const newest = await latestRun(ports.store);
  if (newest?.plan == null || !hasMore(newest)) return nothingUnfinished(environment);
  if (onlyReattachIsLeft(newest)) return perform(session, "reattach");
  const run = newest.run ?? "";
  const lease = await LeaseKeeper.take(ports, { run, verb: "resume", environment });
  try {
    return await goOn(session, lease, run);
  } finally {
    await lease.release();
  }
}

const onlyReattachIsLeft = (state: RunState): boolean =>
  leftSteps(state).length === 0 && leavesOldPrimary(state);
