import { type Answer, inWords } from "../../../ground/answer.ts";
import { OperatorError } from "../../../ground/errors.ts";
import { LeaseKeeper } from "../../engine/lease.ts";
import { latestRun } from "../../journal/journal.ts";
import { storeSilent } from "../../journal/storeSilent.ts";
import type { LocalStore, StorePort } from "../../ports/store.ts";
import type { Session } from "../session.ts";

type Joining = { local: LocalStore; store: StorePort; environment: string };

/**
 * Takes what a disaster has written down beside the stack file into the run store that answers again: entries as they
 * are, and the serving record where its takeover is the higher one. Whether there was anything. Refused, with nothing
 * copied, where the store knows of a later takeover.
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
  if (stored.some((line, index) => line !== lines[index]))
    throw conflict(joining, `the run store has another run ${run}`);
  for (const [index, line] of lines.entries()) {
    if (index >= stored.length) valueIn(await store.append(run, index, line, leaseNumber));
  }
}

async function copyRecord({ local, store }: Joining, leaseNumber: number): Promise<void> {
  const [ours, theirs] = [
    valueIn(await local.store.document("serving")),
    valueIn(await store.document("serving")),
  ];
  if (ours === null || (theirs !== null && theirs.takeover >= ours.takeover)) return;
  valueIn(await store.putDocument("serving", ours, leaseNumber));
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
