import { type Answer, inWords } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import type { Finding } from "../../../ground/errors.ts";
import { LeaseKeeper } from "../../engine/lease.ts";
import { whyNoWayBack } from "../../engine/run.ts";
import { isUnfinished, type RunState, stepRecord } from "../../journal/fold.ts";
import type { Journal } from "../../journal/journal.ts";
import { latestRun } from "../../journal/journal.ts";
import { refuse } from "../../plan/guards/guard.ts";
import type { ClusterView } from "../../ports/vault.ts";
import { type OutcomeDocument, withoutRun } from "../../report/outcome.ts";
import { STEPS } from "../../steps/catalogue.ts";
import type { Session } from "../session.ts";
import { openStore } from "../store/openStore.ts";
import { type Acting, endUntouched } from "./carryOut.ts";
import { goOn } from "./goOn.ts";

/** Goes back from the unfinished run: the old primary serves again, and everything is as before. */
export async function abort(asked: Session): Promise<OutcomeDocument> {
  const { session } = await openStore(asked, "abort");
  const newest = await latestRun(session.ports.store);
  if (newest?.plan == null || !isUnfinished(newest)) return nothingToAbort(session, newest);
  const run = newest.run ?? "";
  const lease = await LeaseKeeper.take(session.ports, {
    run,
    verb: "abort",
    environment: session.environment,
  });
  try {
    return await goOn(session, lease, run, {
      verb: "abort",
      question: `Go back from run ${run}: ${newest.plan.move.from} serves again?`,
      endHere: (acting) => endHere(session, acting),
      begin: (journal) => turnBack(session, journal),
    });
  } finally {
    await lease.release();
  }
}

/** Everything that speaks against going back is found out before anything is written down or asked. */
async function endHere(session: Session, acting: Acting): Promise<OutcomeDocument | null> {
  const { state } = acting.journal;
  const { plan } = state;
  if (plan === null || !isUnfinished(state)) return nothingToAbort(session, state);
  if (!state.touched) {
    await freeSlot(session, state);
    const now = `Run ${state.run} had changed nothing. It is closed.`;
    return endUntouched(session, acting.journal, acting.meter, [
      refuse("NOTHING_TO_ABORT", now, "Nothing to do."),
    ]);
  }
  // A way back that was begun is gone to its end.
  if (state.phase === "back") return null;
  const { ports, signal, environment } = session;
  const why = await whyNoWayBack({ ...acting, ports, steps: STEPS, plan, signal });
  if (why !== null) {
    const now = `Run ${state.run} cannot go back: ${why}.`;
    return refusedTo(
      session,
      refuse("NO_WAY_BACK", now, `Go on with it: vault-dr resume ${environment}`),
    );
  }
  const old = await viewOfOld(session, state, plan.move.from);
  if (old.is === "ok") return null;
  const now = `Run ${state.run} cannot go back: ${plan.move.from} does not answer (${inWords(old)}).`;
  const next = `When it is lost: vault-dr failover ${environment} -m "why". Else go on: vault-dr resume ${environment}`;
  return refusedTo(session, refuse("NO_WAY_BACK", now, next));
}

/** A demotion that was just sent makes the old primary deaf for a moment: it is asked until that has passed. */
async function viewOfOld(
  { ports: { vault, clock } }: Session,
  { steps }: RunState,
  region: string,
): Promise<Answer<ClusterView>> {
  const demotions = steps.filter(({ undo }) => undo === "promote-back");
  const sentAt = Math.max(0, ...demotions.flatMap(({ attempts }) => attempts.map(({ at }) => at)));
  for (;;) {
    const view = await vault.view(region, BOUNDS.observeMs);
    if (view.is === "ok" || clock.now() >= sentAt + BOUNDS.settleMs) return view;
    await clock.sleep(BOUNDS.pollMs);
  }
}

/** Steps that take the slot before anything is touched: where, and for which token. */
const CEREMONIES = [
  { step: "obtain-operation-token", side: "to", strategy: "dr-operation" },
  { step: "obtain-root-token", side: "from", strategy: "root" },
] as const;

/**
 * Cancels the key ceremony in which the run's process died: nobody can finish it, and it would stay in the slot. One
 * whose end was heard has left the slot free.
 */
async function freeSlot(
  { ports: { vault, credentials } }: Session,
  state: RunState,
): Promise<void> {
  for (const { step, side, strategy } of CEREMONIES) {
    const last = stepRecord(state, step, "forward")?.attempts.at(-1);
    if (state.plan === null || last === undefined || last.answer !== null) continue;
    const region = state.plan.move[side];
    const slot = { region, strategy, token: credentials.tokenFor(region) };
    const status = await vault.generation(slot);
    if (status.is === "ok" && status.value.started) await vault.cancelGeneration(slot);
  }
}

async function turnBack(session: Session, journal: Journal): Promise<void> {
  const { phase, plan } = journal.state;
  if (phase === "back" || plan === null) return;
  const { from, environment } = plan.move;
  await journal.append({
    kind: "went-back",
    at: session.ports.clock.now(),
    because: {
      code: "ABORTED",
      now: "The operator called the run off.",
      next: `${from} serves as before. Look with: vault-dr status ${environment}`,
    },
  });
  await freeSlot(session, journal.state);
}

function nothingToAbort(session: Session, newest: RunState | null): OutcomeDocument {
  const { environment } = session;
  const now =
    newest?.ended == null
      ? "No run is unfinished."
      : `No run is unfinished; the last one, ${newest.run}, has ended with exit ${newest.ended.exitCode}.`;
  return refusedTo(
    session,
    refuse("NOTHING_TO_ABORT", now, `Past runs: vault-dr history ${environment}`),
  );
}

const refusedTo = ({ environment }: Session, found: Finding): OutcomeDocument =>
  withoutRun({
    verb: "abort",
    environment,
    outcome: "refused",
    exitCode: 10,
    findings: [found],
  });
