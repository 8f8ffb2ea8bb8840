import { isDeepStrictEqual } from "node:util";
import { type Answer, ok, refused } from "../../../ground/answer.ts";
import type { Clock } from "../../../ground/clock.ts";
import type { Lease } from "../../ports/store.ts";
import { asText, FORMS, inForm } from "../files/documents.ts";
import type { Bucket } from "./bucket.ts";

const NAME = "lease.json";
/** A number that was stored so short a while ago is not asked for again: the renewal before an act proves its entry. */
const PROOF_MS = 1_000;

type Seen = { lease: Lease | null; etag: string | null };

/** The lease as one object, and when which number was last known to be the stored one. */
export class HeldLease {
  readonly #bucket: Bucket;
  readonly #clock: Clock;
  #seen: Seen | null = null;
  #proof = { number: -1, at: 0 };
  /** The lease whose renewal is under way. */
  #renewed: Lease | null = null;

  constructor(bucket: Bucket, clock: Clock) {
    this.#bucket = bucket;
    this.#clock = clock;
  }

  async read(): Promise<Answer<Lease | null>> {
    const found = await this.#find();
    return found.is === "ok" ? ok(found.value.lease) : found;
  }

  async put(next: Lease, seen: Lease | null): Promise<Answer<void>> {
    this.#renewed = next;
    const put = await this.#put(next, seen);
    this.#renewed = null;
    return put;
  }

  async #put(next: Lease, seen: Lease | null): Promise<Answer<void>> {
    const known = await this.#asSeen(seen);
    if (known.is !== "ok") return known;
    const { lease, etag } = known.value;
    if (!isDeepStrictEqual(lease, seen)) return refused(409, "the lease was written meanwhile");
    if (next.number < (lease?.number ?? 0)) return refused(409, "a lease's number only grows");
    const askedAt = this.#clock.now();
    const put = await this.#bucket.write(NAME, asText(next), etag);
    if (put.is !== "ok") {
      this.#seen = null;
      return put;
    }
    this.#seen = { lease: next, etag: put.value };
    this.#prove(next.number, askedAt);
    return ok(undefined);
  }

  /** Refused with 409 when a higher number than this one is stored, as far as is known of it. */
  async admits(number: number): Promise<Answer<void>> {
    const age = this.#clock.now() - this.#proof.at;
    const isFresh = this.#proof.number === number && age >= 0 && age <= PROOF_MS;
    return isFresh ? ok(undefined) : this.admitsNow(number);
  }

  /** The same, asked for in any case: for what is no part of an outage, and names who serves. */
  async admitsNow(number: number): Promise<Answer<void>> {
    if (this.#proof.number <= number) {
      const found = await this.#find();
      if (found.is !== "ok") return found;
    }
    return this.#proof.number > number ? overtaken(this.#proof.number, number) : ok(undefined);
  }

  /**
   * The same for an entry of a run. One of the run for which the lease is held may go beside its renewal, whose answer
   * the act waits for: whoever takes the lease writes his number into that run, and what is late fails there.
   */
  admitsTo(run: string, number: number): Promise<Answer<void>> {
    const isRenewed = this.#renewed?.run === run && this.#renewed.number === number;
    return isRenewed && this.#proof.number === number
      ? Promise.resolve(ok(undefined))
      : this.admits(number);
  }

  /** What was seen last, where that is what the caller saw: one call less on the way to every act. */
  async #asSeen(seen: Lease | null): Promise<Answer<Seen>> {
    if (this.#seen !== null && isDeepStrictEqual(this.#seen.lease, seen)) return ok(this.#seen);
    return this.#find();
  }

  async #find(): Promise<Answer<Seen>> {
    const askedAt = this.#clock.now();
    const found = await this.#bucket.read(NAME);
    if (found.is !== "ok") return found;
    const lease = found.value && inForm(NAME, FORMS.lease, found.value.text);
    this.#seen = { lease, etag: found.value?.etag ?? null };
    this.#prove(lease?.number ?? 0, askedAt);
    return ok(this.#seen);
  }

  /** A number never falls: an answer that was overtaken on its way proves nothing. */
  #prove(number: number, at: number): void {
    if (number > this.#proof.number || (number === this.#proof.number && at > this.#proof.at))
      this.#proof = { number, at };
  }
}

/** The store has seen a higher number: whoever writes under the lower one is late. */
export const overtaken = (stored: number, number: number): Answer<never> =>
  refused(409, `lease ${stored} was taken after lease ${number}`);
