import type { JournalEvent } from "../../../automation/journal/events.ts";
import { emptyRun, fold, type RunState } from "../../../automation/journal/fold.ts";
import type { Lease } from "../../../automation/ports/store.ts";
import { goalOf } from "../invariants/onRecord.ts";
import type { StoreView } from "../stores/store.ts";
import type { SimWorld } from "../world.ts";

/** Entries by their index; one that nobody was told of is left out. */
type Acknowledged = Map<string, (string | undefined)[]>;

/** Every run by its journal, as anybody reads it: in the run store, and in the folders beside stack files. */
export class RunBook {
  readonly #world: SimWorld;
  readonly #onEntry: (event: JournalEvent, state: RunState) => void;
  readonly #runs = new Map<string, { state: RunState; events: JournalEvent[] }>();
  /** What drivers were told is in a store. */
  readonly #acknowledged = new Map<StoreView, Acknowledged>();

  constructor(world: SimWorld, onEntry: (event: JournalEvent, state: RunState) => void) {
    this.#world = world;
    this.#onEntry = onEntry;
  }

  /** The state of a run. */
  run(run: string): RunState {
    return this.#known(run).state;
  }

  /** Its entries, oldest first. */
  events(run: string): readonly JournalEvent[] {
    return this.#known(run).events;
  }

  #known(run: string) {
    const known = this.#runs.get(run) ?? { state: emptyRun(), events: [] };
    const lines = this.lines(run);
    for (let index = known.events.length; index < lines.length; index++) {
      const event = JSON.parse(lines[index] ?? "") as JournalEvent;
      fold(known.state, event);
      known.events.push(event);
      this.#onEntry(event, known.state);
    }
    this.#runs.set(run, known);
    return known;
  }

  /** All runs: those of the run store, oldest first, then those of local journals. */
  all(): RunState[] {
    const ids = this.#places().flatMap((place) => place.runs());
    return [...new Set(ids)].map((run) => this.run(run));
  }

  /** A run that goes on in a local journal, or was taken over from one, stands in two places: the longer counts. */
  lines(run: string): readonly string[] {
    let longest = this.#world.store.lines(run);
    for (const local of this.#world.locals.all()) {
      const lines = local.lines(run);
      if (lines.length > longest.length) longest = lines;
    }
    return longest;
  }

  acknowledge(
    place: StoreView,
    run: string,
    { index, lines }: { index: number; lines: readonly string[] },
  ): void {
    const runs: Acknowledged = this.#acknowledged.get(place) ?? new Map();
    const known = runs.get(run) ?? [];
    for (const [after, line] of lines.entries()) known[index + after] = line;
    this.#acknowledged.set(place, runs.set(run, known));
    this.run(run);
  }

  acknowledged(place: StoreView, run: string): readonly (string | undefined)[] {
    return this.#acknowledged.get(place)?.get(run) ?? [];
  }

  /** Where something was acknowledged, and of which runs. */
  acknowledgedRuns(): { place: StoreView; run: string }[] {
    return [...this.#acknowledged].flatMap(([place, runs]) =>
      [...runs.keys()].map((run) => ({ place, run })),
    );
  }

  /** Under which lease a process works: its own where it has one, else that of the run store. */
  leaseFor(pid: number): Lease | null {
    const { store, locals } = this.#world;
    const stored = store.lease();
    const isOwn = (lease: Lease | null) => lease?.holder.pid === pid && !lease.released;
    if (isOwn(stored)) return stored;
    return (
      locals
        .all()
        .map((local) => local.lease())
        .find(isOwn) ?? stored
    );
  }

  /** The run that was the last to ask the Region's cluster to become a primary, or null. */
  promoterOf(region: string): RunState | null {
    let last: { run: RunState; at: number } | null = null;
    for (const run of this.all())
      for (const { step, attempts } of run.steps)
        for (const { at } of goalOf(step, run) === `${region} primary` ? attempts : [])
          if (last === null || at >= last.at) last = { run, at };
    return last?.run ?? null;
  }

  #places(): StoreView[] {
    const { store, locals } = this.#world;
    return [store, ...locals.all()];
  }
}
