import { unfinishedRun } from "../../journal/journal.ts";
import { leftBehind } from "../../journal/leftBehind.ts";
import { type Looking, observe } from "../../plan/observe.ts";
import type { Snapshot } from "../../plan/snapshot.ts";
import type { Session } from "../session.ts";
import { unlessStopped } from "../unlessStopped.ts";

type Asking = Pick<Looking, "stack" | "service">;

/** One look at the world, which Ctrl-C ends at once; the lag that it saw is kept for a disaster. */
export const lookAround = (session: Session, asking: Asking): Promise<Snapshot> =>
  unlessStopped(session.signal, () => look(session, asking));

async function look({ ports, config }: Session, asking: Asking): Promise<Snapshot> {
  const unfinished = await unfinishedRun(ports.store);
  const { snapshot, lagHistory } = await observe(ports, {
    ...asking,
    config: config.stack,
    providerRegion: config.awsRegion,
    unfinished: unfinished && leftBehind(unfinished),
  });
  if (lagHistory !== null) await ports.store.putDocument("lag", lagHistory, null);
  return snapshot;
}
