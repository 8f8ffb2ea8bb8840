/** A stretch without an acknowledged write (or a good read); `to` is null while it lasts. Milliseconds. */
export type Gap = { from: number; to: number | null; ms: number };

type Kind = "write" | "read";

/**
 * What clients of the service saw: which writes were acknowledged, what failed, and for how long nothing worked.
 * A gap counts while clients are at work, also while they are held back: an application that may not write is down.
 */
export class ClientLedger {
  readonly #acknowledged = new Map<string, { value: string; at: number }>();
  readonly #failures = new Map<string, number>();
  readonly #watches = { write: new GapWatch(), read: new GapWatch() };
  #last: { key: string; value: string } | null = null;
  #reads = 0;
  #staleReads = 0;

  /** Clients begin: the time before is no outage. */
  begin(kind: Kind, at: number): void {
    this.#watches[kind].begin(at);
  }

  /** Clients end: the time after is no outage. */
  end(kind: Kind, at: number): void {
    this.#watches[kind].end(at);
  }

  /** Measures anew from here; totals stay. */
  mark(at: number): void {
    for (const watch of Object.values(this.#watches)) watch.mark(at);
  }

  acknowledged(key: string, value: string, at: number): void {
    this.#acknowledged.set(key, { value, at });
    this.#last = { key, value };
    this.#watches.write.good(at);
  }

  /** `fresh` is false where an acknowledged write was not to be seen. */
  read(fresh: boolean, at: number): void {
    this.#reads += 1;
    if (!fresh) this.#staleReads += 1;
    this.#watches.read.good(at);
  }

  /** `why` is short and the same for the same cause: `refused`, `timed out`, `503`. */
  failed(kind: Kind, why: string): void {
    const name = `${kind} ${why}`;
    this.#failures.set(name, (this.#failures.get(name) ?? 0) + 1);
  }

  totals(): {
    acknowledged: number;
    reads: number;
    staleReads: number;
    failures: Record<string, number>;
  } {
    return {
      acknowledged: this.#acknowledged.size,
      reads: this.#reads,
      staleReads: this.#staleReads,
      failures: Object.fromEntries(this.#failures),
    };
  }

  /** The longest gap since the mark, and since ever; in milliseconds, up to `now`. */
  outage(kind: Kind, now: number): { sinceMarkMs: number; longestMs: number } {
    return this.#watches[kind].outage(now);
  }

  /** Every gap of at least `leastMs`. */
  gaps(kind: Kind, leastMs: number, now: number): Gap[] {
    return this.#watches[kind].gaps(leastMs, now);
  }

  /** The acknowledged write that came last, for readers that look for it. */
  lastAcknowledged(): { key: string; value: string } | null {
    return this.#last;
  }

  /** Acknowledged writes that the serving cluster, asked by `holds`, does not have. */
  lostWrites(holds: (key: string, value: string) => boolean): { key: string; at: number }[] {
    return [...this.#acknowledged]
      .filter(([key, { value }]) => !holds(key, value))
      .map(([key, { at }]) => ({ key, at }));
  }
}

const KEPT_FROM_MS = 100;

class GapWatch {
  #lastGood: number | null = null;
  #since = { mark: 0, longest: 0 };
  #markedAt = Number.NEGATIVE_INFINITY;
  readonly #closed: Gap[] = [];

  begin(at: number): void {
    this.#lastGood ??= at;
  }

  end(at: number): void {
    if (this.#lastGood !== null) this.good(at);
    this.#lastGood = null;
  }

  mark(at: number): void {
    this.#markedAt = at;
    this.#since.mark = 0;
  }

  good(at: number): void {
    const from = this.#lastGood ?? at;
    const ms = at - from;
    this.#since = this.#withGap(from, at);
    if (ms >= KEPT_FROM_MS) this.#closed.push({ from, to: at, ms });
    this.#lastGood = at;
  }

  outage(now: number): { sinceMarkMs: number; longestMs: number } {
    const { mark, longest } = this.#withGap(this.#lastGood ?? now, now);
    return { sinceMarkMs: mark, longestMs: longest };
  }

  gaps(leastMs: number, now: number): Gap[] {
    const open = this.#lastGood === null ? 0 : now - this.#lastGood;
    const all = [...this.#closed];
    if (this.#lastGood !== null) all.push({ from: this.#lastGood, to: null, ms: open });
    return all.filter(({ ms }) => ms >= leastMs);
  }

  /** A gap that the mark falls into counts from the mark on. */
  #withGap(from: number, to: number): { mark: number; longest: number } {
    return {
      mark: Math.max(this.#since.mark, to - Math.max(from, this.#markedAt)),
      longest: Math.max(this.#since.longest, to - from),
    };
  }
}
