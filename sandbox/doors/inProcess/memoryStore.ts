import { isDeepStrictEqual } from "node:util";
import type { Documents, Holder, Lease, StorePort } from "../../../automation/ports/store.ts";
import { type Answer, ok, refused, unknown } from "../../../ground/answer.ts";

export type StoreCall =
  | "lease"
  | "putLease"
  | "append"
  | "adopt"
  | "read"
  | "runs"
  | "document"
  | "putDocument";

/** What happens to a call instead of what should; null lets it pass. `applied`: the answer alone is lost. */
export type StoreFault = (call: StoreCall, nth: number) => { applied: boolean } | null;

/** A run store in memory, as strict as the one in files, and shared by as many drivers as a test wants. */
export class MemoryStore {
  readonly lines = new Map<string, string[]>();
  /** Processes that are known to be dead, by number. */
  readonly gone = new Set<number>();
  fault: StoreFault = () => null;
  #lease: string | null = null;
  #seen: { text: string | null; lease: Lease | null } = { text: null, lease: null };
  readonly #documents = new Map<string, string>();
  readonly #calls = new Map<StoreCall, number>();

  /** The store as the process `holder` sees it. */
  as(holder: Holder): StorePort {
    return {
      self: () => holder,
      isGone: ({ host, pid }) => host === holder.host && this.gone.has(pid),
      lease: () => this.#answer("lease", () => ok(read<Lease>(this.#lease))),
      putLease: (next, seen) => this.#answer("putLease", () => this.#putLease(next, seen)),
      append: (run, index, lines, number) =>
        this.#answer("append", () => this.#append(run, index, lines, number)),
      adopt: (run, lines, number) => this.#answer("adopt", () => this.#adopt(run, lines, number)),
      read: (run) => this.#answer("read", () => ok([...(this.lines.get(run) ?? [])])),
      runs: () => this.#answer("runs", () => ok(newestFirst([...this.lines.keys()]))),
      document: (name) => this.#answer("document", () => ok(this.document(name))),
      putDocument: (name, value, number) =>
        this.#answer("putDocument", () => {
          if (number !== null && this.#newest() > number) return this.#tooOld(number);
          this.#documents.set(name, JSON.stringify(value));
          return ok(undefined);
        }),
    };
  }

  /** For whoever watches: the same object as long as the lease stays as it is. */
  lease(): Lease | null {
    if (this.#seen.text !== this.#lease)
      this.#seen = { text: this.#lease, lease: read(this.#lease) };
    return this.#seen.lease;
  }

  document<Name extends keyof Documents>(name: Name): Documents[Name] | null {
    const text = this.#documents.get(name);
    return text === undefined ? null : JSON.parse(text);
  }

  /** Everything that is stored, for the search for secrets. */
  bytes(): string {
    return [this.#lease, ...this.#documents.values(), ...[...this.lines.values()].flat()].join(
      "\n",
    );
  }

  async #answer<T>(call: StoreCall, work: () => Answer<T>): Promise<Answer<T>> {
    const nth = (this.#calls.get(call) ?? 0) + 1;
    this.#calls.set(call, nth);
    const fault = this.fault(call, nth);
    if (fault === null) return work();
    if (fault.applied) work();
    return unknown("unreachable", `the store did not answer to ${call}`);
  }

  #putLease(next: Lease, seen: Lease | null): Answer<void> {
    const stored = this.lease();
    if (!isDeepStrictEqual(stored, seen)) return refused(409, "the lease was written meanwhile");
    if (next.number < this.#newest()) return refused(409, "a lease's number only grows");
    this.#lease = JSON.stringify(next);
    return ok(undefined);
  }

  #append(run: string, index: number, lines: readonly string[], leaseNumber: number): Answer<void> {
    if (lines.some((line) => line.includes("\n"))) return refused(400, "an event is one line");
    if (this.#newest() > leaseNumber) return this.#tooOld(leaseNumber);
    const stored = this.lines.get(run) ?? [];
    if (stored.length !== index) {
      return refused(409, `${run} has ${stored.length} events, so this cannot be number ${index}`);
    }
    this.lines.set(run, [...stored, ...lines]);
    return ok(undefined);
  }

  #adopt(run: string, lines: readonly string[], leaseNumber: number): Answer<void> {
    if (this.#newest() > leaseNumber) return this.#tooOld(leaseNumber);
    const stored = this.lines.get(run) ?? [];
    const strange = stored.findIndex((line, index) => line !== (lines[index] ?? line));
    if (strange !== -1) return refused(409, `event ${strange} of ${run} is another one`);
    if (lines.length > stored.length) this.lines.set(run, [...lines]);
    return ok(undefined);
  }

  #newest(): number {
    return this.lease()?.number ?? 0;
  }

  #tooOld(leaseNumber: number): Answer<never> {
    return refused(409, `lease ${this.#newest()} was taken after lease ${leaseNumber}`);
  }
}

const read = <T>(text: string | null): T | null => (text === null ? null : JSON.parse(text));

/** By the minute with which an id begins, those of one minute by when they came; whatever has none by that alone. */
const newestFirst = (runs: string[]): string[] =>
  runs.reverse().sort((one, other) => {
    const [a, b] = [MINUTE.exec(one)?.[0], MINUTE.exec(other)?.[0]];
    return a === undefined || b === undefined || a === b ? 0 : a < b ? 1 : -1;
  });

const MINUTE = /^\d{4}-\d\d-\d\dT\d\d-\d\d/;

export const aHolder = (pid: number): Holder => ({ user: "kim", host: "desk", boot: "b1", pid });
