import { unfinishedRun } from "../../journal/journal.ts";
import { type Looking, observe } from "../../plan/observe.ts";
import type { Snapshot } from "../../plan/snapshot.ts";
import type { Session } from "../session.ts";

/** One look at the world for a verb that changes nothing; the lag that it saw is kept for a disaster. */
export async function lookAround(
  { ports, config }: Session,
  asking: Pick<Looking, "stack" | "service">,
): Promise<Snapshot> {
  const unfinished = await unfinishedRun(ports.store);
  const { snapshot, lagHistory } = await observe(ports, {
    ...asking,
    config: config.stack,
    providerRegion: config.awsRegion,
    unfinished: unfinished?.plan
      ? { run: unfinished.run ?? "", verb: unfinished.plan.move.verb }
      : null,
  });
  if (lagHistory !== null) await ports.store.putDocument("lag", lagHistory, null);
  return snapshot;
}
