import { inWords } from "../../../ground/answer.ts";
import { type Finding, OperatorError } from "../../../ground/errors.ts";
import { mayFollow } from "../../engine/lease.ts";
import { endByHand } from "../../engine/release.ts";
import { unfinishedRun } from "../../journal/journal.ts";
import { storeSilent } from "../../journal/storeSilent.ts";
import type { Lease, StorePort } from "../../ports/store.ts";
import { nothingToDo, type OutcomeDocument, withoutRun } from "../../report/outcome.ts";
import { notGiven } from "../run/consent.ts";
import type { Session } from "../session.ts";
import { type Lock, lockOf, lockText } from "./lockText.ts";

/** Who holds the lease, since when, from where, and when the next run may begin. Changes nothing. */
export async function lockShow(session: Session): Promise<OutcomeDocument & { lock: Lock }> {
  const lock = lockNow(session, await storedLease(session.ports.store));
  return { ...done(session, "lock show", []), lock };
}

/**
 * Ends the lease by hand, with consent. Its run can write nothing from then on, and stops; the next one begins when no
 * call that was announced can take effect any more.
 */
export async function lockRelease(session: Session): Promise<OutcomeDocument> {
  const { ports, environment, flags } = session;
  const seen = await storedLease(ports.store);
  if (seen === null || !isHeld(session, seen)) return nobodyHolds(session, seen);
  session.say(lockText(lockNow(session, seen)).trimEnd());
  if (!flags.yes) {
    const question = `End this lease? If that run is alive, it stops. Type "${environment}" to go on`;
    const consent = await ports.human.typed(question, environment);
    if (consent !== "given") return declined(session, notGiven(consent));
  }
  // Whoever holds it went on renewing it while a person read.
  const now = await storedLease(ports.store);
  if (now === null || !isHeld(session, now)) return nobodyHolds(session, now);
  if (now.number !== seen.number) throw writtenMeanwhile(environment);
  const ended = await endByHand(ports, now);
  if (ended.is === "refused") throw writtenMeanwhile(environment);
  if (ended.is === "unknown") throw storeSilent(inWords(ended));
  return done(session, "lock release", [await released(session, ended.value)]);
}

/** Whether there is something to end: a lease that lasts, or one whose holder died without letting it go. */
function isHeld({ ports }: Session, lease: Lease): boolean {
  const { state } = lockOf(lease, ports.clock.now(), ports.store);
  return state === "held" || state === "abandoned";
}

const lockNow = ({ ports }: Session, lease: Lease | null): Lock =>
  lockOf(lease, ports.clock.now(), ports.store);

async function storedLease(store: StorePort): Promise<Lease | null> {
  const answer = await store.lease();
  if (answer.is !== "ok") throw storeSilent(inWords(answer));
  return answer.value;
}

async function released(session: Session, lease: Lease): Promise<Finding> {
  const { ports, environment } = session;
  const { run, verb, holder } = lease;
  const alive = ports.store.isGone(holder) ? "" : " If that run is alive, it stops.";
  const seconds = Math.ceil((lease.busyUntil - ports.clock.now()) / 1000);
  const when = mayFollow(lease, ports.store, ports.clock.now())
    ? ""
    : ` in ${seconds} s: until then a call that it announced may still take effect`;
  const unfinished = await unfinishedRun(ports.store).catch(() => null);
  return {
    id: "LEASE_RELEASED",
    severity: "info",
    now: `The lease of run ${run} (${verb}, ${holder.user}@${holder.host} pid ${holder.pid}) is released.${alive}`,
    next: unfinished
      ? `Run \`vault-dr resume ${environment}\`${when}.`
      : `The next run may begin${when || " at once"}.`,
  };
}

function nobodyHolds(session: Session, lease: Lease | null): OutcomeDocument {
  const lock = lockNow(session, lease);
  const why =
    lock.state === "ending"
      ? `Nobody holds the lease. The next run may begin in ${lock.freeInSeconds} s: until then a call that was announced may take effect.`
      : "Nobody holds the lease: the next run may begin at once.";
  return done(session, "lock release", [nothingToDo(why)]);
}

const done = ({ environment }: Session, verb: string, findings: Finding[]): OutcomeDocument =>
  withoutRun({ verb, environment, outcome: "done", exitCode: 0, findings });

const declined = ({ environment }: Session, finding: Finding): OutcomeDocument =>
  withoutRun({
    verb: "lock release",
    environment,
    outcome: "failed",
    exitCode: 8,
    findings: [finding],
  });

const writtenMeanwhile = (environment: string): OperatorError =>
  new OperatorError({
    code: "LEASE_HELD",
    now: "The lease was written meanwhile: renewed by its holder, or taken by another run. Nothing was released.",
    next: `Look again: vault-dr lock show ${environment}`,
  });
