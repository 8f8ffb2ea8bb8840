import type { Documents, Lease, StorePort } from "../../../automation/ports/store.ts";
import { type Unknown, unknown } from "../../../ground/answer.ts";
import { MemoryStore } from "../../doors/inProcess/memoryStore.ts";
import type { VirtualClock } from "../../doors/inProcess/virtualClock.ts";
import { watched } from "../ports/watched.ts";
import { isGoneBy, type SimStore, type StoreTroubles, type StoreUser } from "./store.ts";

/** What happens to a call. `answer` null: what should, and late. */
type Instead = { afterMs: number; applied: boolean; answer: Unknown | null };
/** Something that is wrong with the folder; null where it spares this call. */
type Trouble = (host: string) => Instead | null;

const SILENT = unknown("unreachable", "the run store's folder is not there");
const DENIED = unknown("unreachable", "EACCES: permission denied");
const LOCKED = unknown("timed-out", "the lock is held by nobody that can be read");
/** How long the store waits for its lock. */
const LOCK_WAIT_MS = 3_000;
/** A mount that hangs lets go of a call after so long. */
const HANG_MS = 30_000;

/** A run store in a folder that all machines have mounted. */
export class FolderStore implements SimStore {
  readonly #memory = new MemoryStore();
  readonly #clock: VirtualClock;
  readonly #gone: ReadonlySet<number>;
  readonly #wrong = new Set<Trouble>();

  constructor(clock: VirtualClock, gone: ReadonlySet<number>) {
    this.#clock = clock;
    this.#gone = gone;
  }

  readonly troubles: StoreTroubles = {
    gone: (applied) => this.#ails(() => at(SILENT, applied)),
    cutOff: (host) => this.#ails((from) => (from === host ? at(SILENT, false) : null)),
    losesAnswers: (times, applied) => this.#ails(next(times, at(SILENT, applied))),
    hangs: (times, applied) =>
      this.#ails(next(times, { afterMs: HANG_MS, applied, answer: applied ? null : SILENT })),
    slow: (ms) => this.#ails(() => ({ afterMs: ms, applied: true, answer: null })),
    denied: () => this.#ails(() => at(DENIED, false)),
    throttled: (times) => this.#ails(next(times, LOCK)),
    conflicting: (times) => this.#ails(next(times, LOCK)),
  };

  as({ self }: StoreUser): StorePort {
    const port = { ...this.#memory.as(self), isGone: isGoneBy(this.#gone, self) };
    return watched("store", port, (_call, _args, make) => this.#called(self.host, make));
  }

  runs(): string[] {
    return [...this.#memory.lines.keys()];
  }

  lines(run: string): readonly string[] {
    return this.#memory.lines.get(run) ?? [];
  }

  lease(): Lease | null {
    return this.#memory.lease();
  }

  document<Name extends keyof Documents>(name: Name): Documents[Name] | null {
    return this.#memory.document(name);
  }

  bytes(): string {
    return this.#memory.bytes();
  }

  #ails(trouble: Trouble): () => void {
    this.#wrong.add(trouble);
    return () => void this.#wrong.delete(trouble);
  }

  async #called(host: string, make: () => unknown): Promise<unknown> {
    for (const trouble of this.#wrong) {
      const instead = trouble(host);
      if (instead === null) continue;
      const { afterMs, applied, answer } = instead;
      if (afterMs > 0) await this.#clock.sleep(afterMs);
      const made = applied ? await make() : undefined;
      return answer ?? made;
    }
    return make();
  }
}

const at = (answer: Unknown, applied: boolean): Instead => ({ afterMs: 0, applied, answer });
const LOCK: Instead = { afterMs: LOCK_WAIT_MS, applied: false, answer: LOCKED };

function next(times: number, instead: Instead): Trouble {
  let left = times;
  return () => (left > 0 && left-- > 0 ? instead : null);
}
