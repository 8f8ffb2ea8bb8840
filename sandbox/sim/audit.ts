import { eventSchema, type JournalEvent } from "../../automation/journal/events.ts";
import { emptyRun, fold, type RunState } from "../../automation/journal/fold.ts";
import { whyNotStarted } from "./invariants/onRecord.ts";
import type { SimWorld } from "./world.ts";

/** Calls that change a role or the record: only whoever holds the lease may make them. */
const ROLE_CALLS = ["vault.demote", "vault.promote", "vault.updatePrimary", "traffic.upsert"];

/** A process that ends early takes back the tokens that it made; nobody else has them. */
const TIDIES = ["vault.deleteOperationToken", "vault.revokeSelf", "vault.cancelGeneration"];

/** What is watched while processes work: every run's state by its own journal, and what was done against the rules. */
export class Audit {
  readonly violations: string[] = [];
  readonly #runs = new Map<string, { state: RunState; folded: number }>();
  /** Entries that drivers were told are in the store: `run/index` and the line. */
  readonly #appended = new Map<string, string>();
  readonly #world: SimWorld;
  readonly #tell: (event: JournalEvent) => void;

  constructor(world: SimWorld, tell: (event: JournalEvent) => void) {
    this.#world = world;
    this.#tell = tell;
  }

  fail(invariant: string, what: string): void {
    const seconds = ((this.#world.clock.now() - startOf(this.#world)) / 1000).toFixed(3);
    this.violations.push(`${invariant}: ${what} (at ${seconds} s)`);
  }

  /** A driver was told that the line is in the store. */
  wasAppended(run: string, index: number, line: string): void {
    this.#appended.set(`${run}/${index}`, line);
    this.run(run);
  }

  /** The state of a run, by its journal as anybody reads it. */
  run(run: string): RunState {
    const known = this.#runs.get(run) ?? { state: emptyRun(), folded: 0 };
    const lines = this.#world.store.lines.get(run) ?? [];
    for (const line of lines.slice(known.folded)) {
      const event = eventSchema.parse(JSON.parse(line));
      fold(known.state, event);
      this.#tell(event);
    }
    this.#runs.set(run, { state: known.state, folded: lines.length });
    return known.state;
  }

  /** All runs that are in the store, oldest first. */
  runs(): RunState[] {
    return [...this.#world.store.lines.keys()].map((run) => this.run(run));
  }

  /** The journal that is read back is the one that was appended. */
  readBack(): void {
    for (const [place, line] of this.#appended) {
      const [run = "", index] = place.split("/");
      if (this.#world.store.lines.get(run)?.[Number(index)] !== line)
        this.fail("journal", `entry ${index} of ${run} is not the one that was appended`);
    }
  }

  /** A call on its way out of the process that is known as `pid` and works on `run`. */
  isCalled(call: string, { pid, now }: { pid: number; now: number }): void {
    const lease = this.#world.store.lease();
    const why =
      lease === null || TIDIES.includes(call) ? null : whyNotStarted(this.run(lease.run), call);
    if (why !== null) this.fail("on record", why);
    if (!ROLE_CALLS.includes(call)) return;
    if (lease === null || lease.holder.pid !== pid || lease.released) {
      this.fail("one driver", `${call} by pid ${pid}, without the lease`);
    } else if (now >= lease.busyUntil) {
      this.fail("one driver", `${call} by pid ${pid}, after the end that its lease announces`);
    }
  }
}

export const startOf = ({ startedAt }: SimWorld): number => startedAt;
