import type {
  Documents,
  Holder,
  Lease,
  LocalStore,
  StorePort,
} from "../../../automation/ports/store.ts";
import { ok, unknown } from "../../../ground/answer.ts";
import { MemoryStore } from "../../doors/inProcess/memoryStore.ts";
import { isGoneBy, type SimLocalStore } from "./store.ts";

/** One folder a machine, made when somebody looks for it. */
export class LocalFolders {
  readonly #folders = new Map<string, LocalFolder>();
  readonly #gone: ReadonlySet<number>;

  constructor(gone: ReadonlySet<number>) {
    this.#gone = gone;
  }

  on(host: string): SimLocalStore {
    const known = this.#folders.get(host);
    if (known !== undefined) return known;
    const made = new LocalFolder(host, this.#gone);
    this.#folders.set(host, made);
    return made;
  }

  all(): SimLocalStore[] {
    return [...this.#folders.values()];
  }

  /** The machines whose folder has runs that wait for the run store. */
  waiting(): string[] {
    return [...this.#folders].filter(([, one]) => one.waiting().length > 0).map(([host]) => host);
  }
}

class LocalFolder implements SimLocalStore {
  readonly #host: string;
  readonly #gone: ReadonlySet<number>;
  #current = new MemoryStore();
  /** What was set aside, oldest first. */
  readonly #aside: MemoryStore[] = [];

  constructor(host: string, gone: ReadonlySet<number>) {
    this.#host = host;
    this.#gone = gone;
  }

  as(self: Holder): LocalStore {
    const now = () => this.#current.as(self);
    const store: StorePort = {
      self: () => self,
      isGone: isGoneBy(this.#gone, self),
      lease: () => now().lease(),
      putLease: (...asked) => now().putLease(...asked),
      append: (...asked) => now().append(...asked),
      adopt: (...asked) => now().adopt(...asked),
      read: (...asked) => now().read(...asked),
      runs: () => now().runs(),
      document: (name) => now().document(name),
      putDocument: (...asked) => now().putDocument(...asked),
    };
    return {
      folder: `.vault-dr/test-local on ${this.#host}`,
      store,
      setAside: () => this.putAway(),
    };
  }

  async putAway() {
    if (this.waiting().length === 0) return unknown("unreachable", "there is no such folder");
    this.#aside.push(this.#current);
    this.#current = new MemoryStore();
    return ok(undefined);
  }

  turnsUp(run: string, lines: readonly string[]): void {
    if (this.lines(run).length === 0) this.#current.lines.set(run, [...lines]);
  }

  waiting(): string[] {
    return [...this.#current.lines.keys()];
  }

  runs(): string[] {
    return this.#every().flatMap(({ lines }) => [...lines.keys()]);
  }

  lines(run: string): readonly string[] {
    return (
      this.#every()
        .findLast(({ lines }) => lines.has(run))
        ?.lines.get(run) ?? []
    );
  }

  lease(): Lease | null {
    return this.#current.lease();
  }

  document<Name extends keyof Documents>(name: Name): Documents[Name] | null {
    return this.#current.document(name);
  }

  bytes(): string {
    return this.#every()
      .map((one) => one.bytes())
      .join("\n");
  }

  #every(): MemoryStore[] {
    return [...this.#aside, this.#current];
  }
}
