import { inWords } from "../../ground/answer.ts";
import { BOUNDS } from "../../ground/bounds.ts";
import type { Clock } from "../../ground/clock.ts";
import { OperatorError } from "../../ground/errors.ts";
import { storeSilent } from "../journal/storeSilent.ts";
import type { Lease, StorePort } from "../ports/store.ts";

type Keeping = { store: StorePort; clock: Clock };

/**
 * One run at a time per environment. The lease ends by time; a holder that is surely dead is followed at once, any
 * other one only when both its lease and its last call can have no effect any more.
 */
export class LeaseKeeper {
  readonly #store: StorePort;
  readonly #clock: Clock;
  readonly #environment: string;
  readonly #stopped = new AbortController();
  #lease: Lease;
  #renewals: Promise<void> = Promise.resolve();
  #lost: OperatorError | null = null;

  private constructor(
    { store, clock }: Keeping,
    { environment, lease }: { environment: string; lease: Lease },
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#environment = environment;
    this.#lease = lease;
  }

  /** Takes the lease or throws LEASE_HELD with who holds it. */
  static async take(
    { store, clock }: Keeping,
    { environment, ...what }: { run: string; verb: string; environment: string },
  ): Promise<LeaseKeeper> {
    const stored = await store.lease();
    if (stored.is !== "ok") throw storeSilent(inWords(stored));
    const seen = stored.value;
    const now = clock.now();
    if (seen !== null && !mayFollow(seen, store, now)) throw held(seen, now, environment);
    const next: Lease = {
      ...what,
      number: (seen?.number ?? 0) + 1,
      holder: store.self(),
      takenAt: now,
      expiresAt: now + BOUNDS.leaseMs,
      busyUntil: 0,
      released: false,
    };
    const put = await store.putLease(next, seen);
    if (put.is === "refused") throw held((await heldNow(store)) ?? next, now, environment);
    if (put.is === "unknown") throw storeSilent(inWords(put));
    const keeper = new LeaseKeeper({ store, clock }, { environment, lease: next });
    void keeper.#keepRenewing();
    return keeper;
  }

  get number(): number {
    return this.#lease.number;
  }

  /**
   * Renews right before an act and says until when it may take effect; `record` puts the act on record beside that.
   * Answers with that time when both are done; throws when the lease is not ours any more, or when our clock has already
   * passed it: a laptop that slept must not act late.
   */
  async beforeAct(
    callMs: number,
    touches = true,
    record: (busyUntil: number) => Promise<void> = async () => undefined,
  ): Promise<number> {
    this.#verifyHeld();
    const busyUntil = this.#clock.now() + callMs;
    // What touches nothing can hurt nobody later; it only must not run under a lease that may be gone.
    if (!touches && this.#clock.now() < this.#lease.expiresAt - BOUNDS.leaseMs / 2) {
      await record(busyUntil);
      return busyUntil;
    }
    const ends = await Promise.allSettled([this.#renew(busyUntil), record(busyUntil)]);
    for (const end of ends) if (end.status === "rejected") throw end.reason;
    if (this.#clock.now() >= Math.min(busyUntil, this.#lease.expiresAt))
      throw lost(this.#environment, "the clock ran past it");
    return busyUntil;
  }

  /** To be asked right before sending: whether a call announced until `busyUntil` may still be sent. */
  mayStillSend(busyUntil: number): boolean {
    return this.#lost === null && this.#clock.now() < busyUntil;
  }

  async release(): Promise<void> {
    this.#stopped.abort();
    await this.#renewals;
    if (this.#lost === null)
      await this.#store.putLease({ ...this.#lease, released: true }, this.#lease);
  }

  async #keepRenewing(): Promise<void> {
    for (;;) {
      await this.#clock.sleep(BOUNDS.leaseRenewMs, this.#stopped.signal);
      if (this.#stopped.signal.aborted || this.#lost !== null) return;
      await this.#renew(0).catch(() => undefined); // `beforeAct` reports what is lost
    }
  }

  /** `busyUntil`: what an act announces; 0 where none does. What was announced before stays. */
  #renew(busyUntil: number): Promise<void> {
    const renewed = this.#renewals.then(() => this.#renewNow(busyUntil));
    this.#renewals = renewed.catch(() => undefined);
    return renewed;
  }

  /** Throws unless the store has the renewal: what others are not told must not be done. */
  async #renewNow(busyUntil: number): Promise<void> {
    this.#verifyHeld();
    let next = this.#renewed(busyUntil);
    let put = await this.#store.putLease(next, this.#lease);
    if (put.is === "refused") {
      const stored = await heldNow(this.#store);
      if (stored === null || !this.#isOurs(stored))
        throw this.#lose(lost(this.#environment, takenBy(stored)));
      // An earlier renewal was written and its answer lost.
      this.#lease = stored;
      next = this.#renewed(busyUntil);
      put = await this.#store.putLease(next, stored);
    }
    if (put.is !== "ok") {
      const error = storeSilent(inWords(put));
      throw this.#clock.now() >= this.#lease.expiresAt ? this.#lose(error) : error;
    }
    this.#lease = next;
  }

  /** It ends by time, for us too: a machine that slept through it must not go on late. */
  #verifyHeld(): void {
    if (this.#lost !== null) throw this.#lost;
    if (this.#clock.now() >= this.#lease.expiresAt)
      throw this.#lose(lost(this.#environment, "it ended meanwhile"));
  }

  /** Asked for before another act was announced, a renewal must not take that back. */
  #renewed(busyUntil: number): Lease {
    return {
      ...this.#lease,
      busyUntil: Math.max(busyUntil, this.#lease.busyUntil),
      expiresAt: this.#clock.now() + BOUNDS.leaseMs,
    };
  }

  #isOurs({ number, run, holder }: Lease): boolean {
    const own = this.#lease;
    return (
      number === own.number &&
      run === own.run &&
      holder.pid === own.holder.pid &&
      holder.boot === own.holder.boot
    );
  }

  #lose(error: OperatorError): OperatorError {
    this.#lost = error;
    return error;
  }
}

/** Whether the next run may begin: at once when the holder let go or is surely dead, else when it can do nothing more. */
export function mayFollow(seen: Lease, store: StorePort, now: number): boolean {
  return (
    seen.released || store.isGone(seen.holder) || now >= Math.max(seen.expiresAt, seen.busyUntil)
  );
}

async function heldNow(store: StorePort): Promise<Lease | null> {
  const answer = await store.lease();
  return answer.is === "ok" ? answer.value : null;
}

function held(lease: Lease, now: number, environment: string): OperatorError {
  const { holder, verb, run, takenAt, expiresAt, busyUntil, releasedBy } = lease;
  const since = Math.max(0, Math.round((now - takenAt) / 1000));
  const ends = Math.max(0, Math.ceil((Math.max(expiresAt, busyUntil) - now) / 1000));
  const who = `${holder.user}@${holder.host} (pid ${holder.pid})`;
  if (releasedBy !== undefined) {
    return new OperatorError({
      code: "LEASE_HELD",
      now: `${releasedBy} released the lease of ${who}: ${verb}, run ${run}. A call that it had announced may still take effect.`,
      next: `Run this command again in ${ends} s.`,
    });
  }
  return new OperatorError({
    code: "LEASE_HELD",
    now: `${who} holds the lease since ${since} s: ${verb}, run ${run}.`,
    next: `Wait for it. If that process is dead, the lease ends by itself in ${ends} s. A run that hangs is stopped with: vault-dr lock release ${environment}`,
  });
}

const takenBy = (stored: Lease | null): string =>
  stored?.releasedBy === undefined
    ? "somebody else holds it now"
    : `${stored.releasedBy} released it by hand`;

const lost = (environment: string, why: string): OperatorError =>
  new OperatorError({
    code: "LEASE_LOST",
    now: `This run does not hold the lease any more: ${why}.`,
    next: `See who acts now: vault-dr lock show ${environment}. When that run has ended, go on with: vault-dr resume ${environment}`,
  });
