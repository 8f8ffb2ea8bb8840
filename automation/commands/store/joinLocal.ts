import { type Answer, inWords } from "../../../ground/answer.ts";
import { OperatorError } from "../../../ground/errors.ts";
import { LeaseKeeper } from "../../engine/lease.ts";
import { isSent, isUnfinished } from "../../journal/fold.ts";
import { latestRun } from "../../journal/journal.ts";
import { servedBy } from "../../journal/served.ts";
import { storeSilent } from "../../journal/storeSilent.ts";
import type { LocalStore, StorePort } from "../../ports/store.ts";
import { noteOver } from "../run/supersede.ts";
import type { Session } from "../session.ts";

type Joining = { local: LocalStore; store: StorePort; environment: string };

/**
 * Takes what a disaster has written down beside the stack file into the run store that answers again: entries as they
 * are, and the serving record where its takeover is the higher one. A run that had begun before the store fell silent is
 * noted as over: the disaster has taken its place. Whether there was anything. Refused, with nothing copied, where the
 * store knows of a later takeover.
 */
export async function joinLocal(session: Session): Promise<boolean> {
  const { localStore: local, ports, environment, say } = session;
  const { store, clock } = ports;
  if (local === undefined) return false;
  const runs = valueIn(await local.store.runs());
  const [newest] = runs;
  if (newest === undefined) return false;
  const what = { run: newest, verb: "join", environment };
  // Held by a run that still writes there: that one is waited for.
  const own = await LeaseKeeper.take({ store: local.store, clock }, what);
  try {
    const lease = await LeaseKeeper.take(ports, what);
    try {
      await refuseConflict({ local, store, environment });
      for (const run of runs.toReversed())
        await copyRun({ local, store, environment }, run, lease.number);
      await copyRecord({ local, store, environment }, lease.number);
      await settlePlaces(session, lease, { local, runs });
    } finally {
      await lease.release();
    }
  } finally {
    await own.release();
  }
  valueIn(await local.setAside());
  say(`The run store has now what was written down in ${local.folder}: ${runs.join(", ")}.`);
  return true;
}

async function refuseConflict(joining: Joining): Promise<void> {
  const { local, store } = joining;
  const record = valueIn(await store.document("serving"));
  const move = (await latestRun(local.store))?.plan?.move;
  if (record === null || move === undefined || record.takeover < move.takeover) return;
  if (record.takeover === move.takeover && record.activeRegion === move.to) return;
  throw conflict(
    joining,
    `the run store says that ${record.activeRegion} serves by takeover ${record.takeover}, run ${record.run}; there it is ${move.to} by takeover ${move.takeover}`,
  );
}

async function copyRun(joining: Joining, run: string, leaseNumber: number): Promise<void> {
  const { local, store } = joining;
  const lines = valueIn(await local.store.read(run));
  const stored = valueIn(await store.read(run, leaseNumber));
  // Stored ones may be more: a joining that was broken off late, and the run has gone on there.
  if (stored.some((line, index) => line !== (lines[index] ?? line)))
    throw conflict(joining, `the run store has another run ${run}`);
  // At once: nobody may find a part of a run, and go on from there.
  valueIn(await store.adopt(run, lines, leaseNumber));
}

async function copyRecord({ local, store }: Joining, leaseNumber: number): Promise<void> {
  const [ours, theirs] = [
    valueIn(await local.store.document("serving")),
    valueIn(await store.document("serving")),
  ];
  if (ours === null || (theirs !== null && theirs.takeover >= ours.takeover)) return;
  valueIn(await store.putDocument("serving", ours, leaseNumber));
}

/**
 * Notes as over what nobody has to go on with. A disaster that did something, or is not at its end, has taken the place
 * of what had begun before it; one that promoted nothing has lost its own to a later run that did.
 */
async function settlePlaces(
  { ports }: Session,
  lease: LeaseKeeper,
  { local, runs }: { local: LocalStore; runs: string[] },
): Promise<void> {
  const ours = await latestRun(local.store);
  const theirs = await latestRun(ports.store, runs);
  if (ours?.run == null || theirs?.run == null) return;
  const isOursLater = (theirs.plannedAt ?? 0) <= (ours.plannedAt ?? 0);
  const [old, by] = isOursLater ? [theirs, ours] : [ours, theirs];
  if (
    !isUnfinished(old) ||
    (!isOursLater && (isSent(ours, "promote-new-primary", "forward") || servedBy(theirs) === null))
  )
    return;
  await noteOver({ ports }, lease, { old: old.run ?? "", by: by.run ?? "" });
}

function valueIn<T>(answer: Answer<T>): T {
  if (answer.is !== "ok") throw storeSilent(inWords(answer));
  return answer.value;
}

const conflict = ({ local, environment }: Joining, why: string): OperatorError =>
  new OperatorError({
    code: "LOCAL_RUN_CONFLICT",
    now: `What was written down in ${local.folder} does not fit the run store: ${why}. Nothing was changed.`,
    next: `See which Region serves: vault-dr status ${environment}. Then give that folder another name and bring the records up to date: vault-dr reconcile ${environment}`,
  });
