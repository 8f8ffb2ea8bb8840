import { ok } from "../../../ground/answer.ts";
import { isUnfinished, type RunState } from "../../journal/fold.ts";
import { latestRun } from "../../journal/journal.ts";
import { leavesQuiesced, leftBehind } from "../../journal/leftBehind.ts";
import { servedBy } from "../../journal/served.ts";
import { type Looking, observe } from "../../plan/observe.ts";
import type { Snapshot } from "../../plan/snapshot.ts";
import type { Session } from "../session.ts";
import { unlessStopped } from "../unlessStopped.ts";

type Asking = Pick<Looking, "stack" | "service">;

/** One look at the world, which Ctrl-C ends at once; the lag that it saw is kept for a disaster. */
export const lookAround = (session: Session, asking: Asking): Promise<Snapshot> =>
  unlessStopped(session.signal, () => look(session, asking));

async function look({ ports, config, local }: Session, asking: Asking): Promise<Snapshot> {
  const newest = await latestRun(ports.store);
  const { snapshot, lagHistory } = await observe(ports, {
    ...asking,
    config: config.stack,
    providerRegion: config.awsRegion,
    unfinished: newest !== null && isUnfinished(newest) ? leftBehind(newest) : null,
  });
  if (lagHistory !== null) await ports.store.putDocument("lag", lagHistory, null);
  const serving = byRecordOrRun(snapshot.serving, newest);
  return {
    ...snapshot,
    serving,
    writersStopped: newest !== null && leavesQuiesced(newest),
    ...(local === undefined ? {} : { storeLeftOut: true }),
  };
}

/** The newest run may have moved service and not have been able to write the record: what it established counts. */
function byRecordOrRun(
  recorded: Snapshot["serving"],
  newest: RunState | null,
): Snapshot["serving"] {
  const served = newest === null ? null : servedBy(newest);
  if (recorded.is !== "ok" || served === null) return recorded;
  const takeover = recorded.value?.takeover ?? 0;
  return served.takeover > takeover ? ok(served) : recorded;
}
