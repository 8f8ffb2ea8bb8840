import type { Timeline } from "./timeline.ts";

/** One record set. `values` are host names of a CNAME or addresses of an A, as they stand in the record. */
export type ZoneRecord = {
  name: string;
  type: "CNAME" | "A";
  ttlSeconds: number;
  values: string[];
  /** An A record without values of its own: a load balancer's, by its name. Such a one has a TTL of 60 s. */
  alias?: Alias;
};
export type Alias = { name: string; zoneId: string; evaluateTargetHealth: boolean };
export const ALIAS_TTL_SECONDS = 60;

export type ZoneChange = { action: "UPSERT" | "CREATE" | "DELETE"; record: ZoneRecord };
export type ZoneAnswer = {
  /** Every record on the way in order: the CNAMEs, then the A record when the chain ends in one. */
  chain: ZoneRecord[];
  addresses: string[];
};
export type BatchResult = { is: "accepted"; changeId: string } | { is: "invalid"; texts: string[] };
export type PastChange = { changeId: string; at: number } & ZoneChange;

/** How long a resolver keeps "no such name": Route 53's SOA as it comes. */
export const NEGATIVE_TTL_SECONDS = 900;
const LINKS_MAX = 8;

type Served = { version: number; record: ZoneRecord | null };

/**
 * A Route 53 hosted zone: a control plane that shows a change at once, and servers that show it once it is INSYNC,
 * which is the worst case. Initial records outside the zone's name stand for the rest of the DNS (load balancers):
 * they are answered, and neither listed nor changed.
 */
export class Zone {
  readonly id: string;
  readonly name: string;
  /**
   * `down`: the control plane is gone, answers go on. `throttled`: how many of the next calls are too many.
   * `priorPending`: how many of the next changes come while an earlier one is still being accepted.
   */
  readonly settings: { insyncMs: number; down: boolean; throttled: number; priorPending: number };
  readonly history: PastChange[] = [];
  readonly #first: ReadonlyMap<string, ZoneRecord>;
  readonly #timeline: Timeline;
  #records = new Map<string, ZoneRecord>();
  readonly #served = new Map<string, Served>();
  readonly #changes = new Map<string, { at: number; insyncAt: number }>();

  constructor(
    timeline: Timeline,
    start: { id: string; name: string; records: ZoneRecord[]; insyncMs: number },
  ) {
    this.#timeline = timeline;
    this.id = start.id;
    this.name = bare(start.name);
    this.settings = { insyncMs: start.insyncMs, down: false, throttled: 0, priorPending: 0 };
    for (const record of start.records) {
      const kept = normal(record);
      if (this.holds(kept.name)) this.#records.set(keyOf(kept), kept);
      this.#served.set(keyOf(kept), { version: 0, record: kept });
    }
    this.#first = new Map(this.#records);
  }

  /** Whether the name belongs into this zone. */
  holds(name: string): boolean {
    return bare(name) === this.name || bare(name).endsWith(`.${this.name}`);
  }

  /** The record as the control plane has it, or null. */
  record(name: string, type: ZoneRecord["type"]): ZoneRecord | null {
    return this.#records.get(keyOf({ name, type })) ?? null;
  }

  /** The record as the control plane had it at that time, for answers that are stale. */
  recordAt(name: string, type: ZoneRecord["type"], at: number): ZoneRecord | null {
    const key = keyOf({ name, type });
    const last = this.history.findLast((one) => one.at <= at && keyOf(one.record) === key);
    if (last === undefined) return this.#first.get(key) ?? null;
    return last.action === "DELETE" ? null : last.record;
  }

  /** All records as the control plane lists them: by the name's labels from the right, then by type. */
  list(): ZoneRecord[] {
    return [...this.#records.values()].sort((left, right) =>
      orderOf(left) < orderOf(right) ? -1 : 1,
    );
  }

  /** One batch, all of it or nothing. The servers show it once it is INSYNC. */
  change(batch: ZoneChange[]): BatchResult {
    const next = new Map(this.#records);
    const changes = batch.map(({ action, record }) => ({ action, record: normal(record) }));
    const texts = changes.flatMap((change) => this.#apply(next, change) ?? []);
    if (texts.length > 0) return { is: "invalid", texts };
    this.#records = next;
    return { is: "accepted", changeId: this.#submit(changes) };
  }

  /** What `GetChange` says, or said at that time; null for an id that was never given. */
  changeState(
    changeId: string,
    at: number = this.#timeline.now(),
  ): { state: "PENDING" | "INSYNC"; submittedAt: number } | null {
    const change = this.#changes.get(changeId);
    if (change === undefined || change.at > at) return null;
    return { state: change.insyncAt <= at ? "INSYNC" : "PENDING", submittedAt: change.at };
  }

  /** The record that the servers answer for exactly this name, or null. */
  served(name: string): ZoneRecord | null {
    const found = (type: ZoneRecord["type"]) => this.#served.get(keyOf({ name, type }))?.record;
    return found("CNAME") ?? found("A") ?? null;
  }

  /** What the authoritative servers answer now. */
  answer(name: string): ZoneAnswer {
    return followChain(name, (link) => this.served(link));
  }

  /** How often the name was UPSERTed. */
  upserts(name: string): number {
    return this.history.filter((one) => one.action === "UPSERT" && one.record.name === bare(name))
      .length;
  }

  /** Whether this call is one too many for the account; uses up one of `settings.throttled`. */
  throttles(): boolean {
    return this.#useUp("throttled");
  }

  /** Whether this change comes too early after another one; uses up one of `settings.priorPending`. */
  isPriorPending(): boolean {
    return this.#useUp("priorPending");
  }

  #useUp(setting: "throttled" | "priorPending"): boolean {
    if (this.settings[setting] <= 0) return false;
    this.settings[setting] -= 1;
    return true;
  }

  /** Changes `records` and gives null, or gives Route 53's reason why not. */
  #apply(records: Map<string, ZoneRecord>, { action, record }: ZoneChange): string | null {
    const named = `[name='${record.name}.', type='${record.type}']`;
    const present = records.get(keyOf(record));
    if (!this.holds(record.name)) {
      return `RRSet with DNS name ${record.name}. is not permitted in zone ${this.name}.`;
    }
    if (action === "DELETE") {
      if (!present) return `Tried to delete resource record set ${named} but it was not found`;
      if (!sameRecord(present, record)) {
        return `Tried to delete resource record set ${named} but the values provided do not match the current values`;
      }
      records.delete(keyOf(record));
      return null;
    }
    if (action === "CREATE" && present) {
      return `Tried to create resource record set ${named} but it already exists`;
    }
    if (records.has(keyOf({ name: record.name, type: record.type === "A" ? "CNAME" : "A" }))) {
      return `RRSet of type ${record.type} with DNS name ${record.name}. is not permitted because a conflicting RRSet exists with the same DNS name in zone ${this.name}.`;
    }
    records.set(keyOf(record), record);
    return null;
  }

  #submit(changes: ZoneChange[]): string {
    const version = this.#changes.size + 1;
    const changeId = `C${String(version).padStart(13, "0")}`;
    const at = this.#timeline.now();
    this.#changes.set(changeId, { at, insyncAt: at + this.settings.insyncMs });
    this.history.push(...changes.map((change) => ({ changeId, at, ...change })));
    this.#timeline.after(this.settings.insyncMs, () => {
      for (const { action, record } of changes) {
        this.#serve(keyOf(record), { version, record: action === "DELETE" ? null : record });
      }
    });
    return changeId;
  }

  /** An older change that becomes INSYNC after a newer one must not bring the old value back. */
  #serve(key: string, next: Served): void {
    if (next.version >= (this.#served.get(key)?.version ?? 0)) this.#served.set(key, next);
  }
}

/** From one record to the next until an address, a missing name, or too many links. */
export function followChain(name: string, next: (name: string) => ZoneRecord | null): ZoneAnswer {
  const chain: ZoneRecord[] = [];
  let wanted: string | undefined = name;
  while (wanted !== undefined && chain.length < LINKS_MAX) {
    const record = next(wanted);
    if (record === null) break;
    chain.push(record);
    wanted = record.type === "CNAME" ? record.values[0] : record.alias?.name;
  }
  const end = chain.at(-1);
  return { chain, addresses: end?.type === "A" ? [...end.values] : [] };
}

/** A name as the zone keeps it: lower case, without the root's dot. */
export const bare = (name: string): string => name.toLowerCase().replace(/\.$/, "");

const keyOf = ({ name, type }: Pick<ZoneRecord, "name" | "type">): string =>
  `${bare(name)} ${type}`;

/** Route 53 lists by reversed labels: `com.acme.vault`. */
export const orderOf = ({ name, type }: Pick<ZoneRecord, "name" | "type">): string =>
  `${bare(name).split(".").reverse().join(".")} ${type}`;

/** Values stay as they were sent, with or without the root's dot: so does Route 53. */
const normal = (record: ZoneRecord): ZoneRecord => ({
  ...record,
  name: bare(record.name),
  values: [...record.values],
});

const sameRecord = (left: ZoneRecord, right: ZoneRecord): boolean =>
  left.ttlSeconds === right.ttlSeconds &&
  left.values.join() === right.values.join() &&
  left.alias?.name === right.alias?.name &&
  left.alias?.zoneId === right.alias?.zoneId;
