import type { Timeline } from "./timeline.ts";
import { bare, followChain, NEGATIVE_TTL_SECONDS, type Zone, type ZoneRecord } from "./zone.ts";

export type ResolverAnswer = {
  /** Every record on the way, as in a zone's answer; each TTL is what is left of it here. */
  chain: ZoneRecord[];
  addresses: string[];
  /** For how long this whole answer stands, "no such name" included. */
  ttlSeconds: number;
};

type Cached = { record: ZoneRecord | null; until: number };

/** A caching resolver: each link of a chain by itself, for its TTL, or longer where it over-holds. */
export class Resolver {
  readonly timeline: Timeline;
  readonly #zone: Zone;
  /**
   * `overHoldMs`: the least time for which this resolver keeps a record, whatever its TTL says. `silent`: whoever asks
   * gets no answer.
   */
  readonly settings: { overHoldMs: number; silent: boolean };
  readonly #cache = new Map<string, Cached>();

  constructor(timeline: Timeline, zone: Zone, { overHoldMs = 0 }: { overHoldMs?: number } = {}) {
    this.timeline = timeline;
    this.#zone = zone;
    this.settings = { overHoldMs, silent: false };
  }

  lookup(name: string): ResolverAnswer {
    let until = Number.POSITIVE_INFINITY;
    const { chain, addresses } = followChain(name, (link) => {
      const cached = this.#cached(link);
      until = Math.min(until, cached.until);
      return cached.record && { ...cached.record, ttlSeconds: this.#secondsUntil(cached.until) };
    });
    return { chain, addresses, ttlSeconds: this.#secondsUntil(until) };
  }

  #cached(name: string): Cached {
    const known = this.#cache.get(bare(name));
    if (known !== undefined && known.until > this.timeline.now()) return known;
    const record = this.#zone.served(name);
    const holdMs =
      record === null
        ? NEGATIVE_TTL_SECONDS * 1000
        : Math.max(record.ttlSeconds * 1000, this.settings.overHoldMs);
    const fresh = { record, until: this.timeline.now() + holdMs };
    this.#cache.set(bare(name), fresh);
    return fresh;
  }

  #secondsUntil(until: number): number {
    return Math.ceil((until - this.timeline.now()) / 1000);
  }
}
