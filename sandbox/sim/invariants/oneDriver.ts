import type { RunState } from "../../../automation/journal/fold.ts";
import type { Answer } from "../../../ground/answer.ts";
import type { Audit } from "../audit.ts";
import { CHANGED_BY, isAnnounced, isOfRun } from "./calls.ts";
import type { Answered, Call, Moments } from "./invariant.ts";
import { whyNotStarted } from "./onRecord.ts";

/**
 * Of several drivers one acts: whose lease it is by the run store. Excepted: while that is silent a disaster is written
 * down on the machine alone, under a lease there; and what was begun when a lease was ended by hand.
 */
export function oneDriver(audit: Audit, made: Call): string | null {
  const { call } = made;
  const { pid, host } = made.by;
  if (!isOfRun(made)) return null;
  const lease = audit.book.leaseFor(pid);
  if (lease === null) return `${call} by pid ${pid}, and nobody holds the lease`;
  const { holder, number, released, run } = lease;
  // It carries the number of the lease that it was made under: the store refuses one that is late.
  if (call === "store.putDocument" && Number(made.args[2]) < number) return null;
  const isOwn = holder.pid === pid && holder.host === host;
  if (isOwn && lease.releasedBy !== undefined && isFinishing(audit, call, run)) {
    audit.except("finished after its lease", run);
    return null;
  }
  if (!isOwn || released)
    return `${call} by pid ${pid}, and lease ${number} is pid ${holder.pid}'s`;
  if (audit.world.store.lease()?.holder.pid === pid) return null;
  if (audit.run(run).plan?.move.verb !== "failover" || !audit.isStoreSilentFor(pid))
    return `${call} by pid ${pid}, without the run store, which answers or is needed`;
  audit.except("written down locally", run);
  return null;
}

/**
 * Somebody ended the lease by hand a moment ago, and nobody has followed yet: what was on record as begun goes on to its
 * end where it neither changes a role nor the record, as a hook or a key ceremony.
 */
const isFinishing = (audit: Audit, call: string, run: string): boolean =>
  !isAnnounced(call) && whyNotStarted(audit.run(run), call) === null;

/** The run store takes no document from whoever's lease another one has followed. */
export const lateIsRefused = (_: Audit, { isLate, answer, args }: Answered): string | null =>
  isLate && (answer as Answer<void>).is === "ok"
    ? `the ${String(args[0])} record is taken under lease ${String(args[2])}, which is over`
    : null;

/** Nothing is sent once the time has passed by which others were told that it has taken effect. */
export function inTime(audit: Audit, { call, by: { pid }, now }: Call): string | null {
  const lease = isAnnounced(call) ? audit.book.leaseFor(pid) : null;
  if (lease === null) return null;
  const announced = Math.min(lease.busyUntil, busyUntil(call, audit.run(lease.run)));
  return now < announced
    ? null
    : `${call} by pid ${pid}, ${now - announced} ms after the end that was announced`;
}

/** The lease's number only grows, and what is true of one number stays true: whose it is, and what was announced. */
export function leaseGrows(_: Audit, { before, now }: Moments["lease"]): string | null {
  if (now.number < before.number) return `lease ${now.number} after lease ${before.number}`;
  if (now.number > before.number) return null;
  const [whose, whoseNow] = [before, now].map(({ run, holder }) => `${run} of pid ${holder.pid}`);
  if (whose !== whoseNow) return `lease ${now.number} is ${whose}'s, then ${whoseNow}'s`;
  if (now.busyUntil < before.busyUntil)
    return `lease ${now.number} takes back that a call may take effect until ${before.busyUntil}`;
  return before.released && !now.released ? `lease ${now.number} was released and is held` : null;
}

/** Nobody follows a holder who may still act: who has neither let go, nor surely died, nor run out of time. */
export function followedInTime({ world }: Audit, lease: Moments["lease"]): string | null {
  const { before, now } = lease;
  if (now.number <= before.number || now.releasedBy !== undefined || before.released) return null;
  const { host, pid } = before.holder;
  if (host === now.holder.host && world.gone.has(pid)) return null;
  const early = Math.max(before.expiresAt, before.busyUntil) - now.takenAt;
  return early <= 0
    ? null
    : `pid ${now.holder.pid} follows pid ${pid}, whose call may take effect for ${early} ms`;
}

/** What the step that makes the call has told others; where none is under way that is another matter. */
function busyUntil(call: string, { steps, epoch }: RunState): number {
  const open = steps
    .filter(({ step }) => CHANGED_BY[call]?.includes(step))
    .flatMap(({ attempts }) => attempts.slice(-1))
    .filter((attempt) => attempt.answer === null && attempt.epoch === epoch);
  return Math.min(...open.map((attempt) => attempt.busyUntil));
}
