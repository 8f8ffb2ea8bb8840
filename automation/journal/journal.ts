import { inWords } from "../../ground/answer.ts";
import { BOUNDS } from "../../ground/bounds.ts";
import type { Clock } from "../../ground/clock.ts";
import { OperatorError } from "../../ground/errors.ts";
import type { StorePort } from "../ports/store.ts";
import { eventSchema, type JournalEvent } from "./events.ts";
import { emptyRun, fold, isUnfinished, type RunState } from "./fold.ts";
import { storeSilent } from "./storeSilent.ts";

const RUNS_READ_MAX = 50;

/** `isNote`: nothing waits for it to be on record. */
type Entry = { event: JournalEvent; line: string; isNote: boolean };
type Listener = (event: JournalEvent, state: RunState) => void;

/**
 * The only memory of a run, written in one order. What announces an act, or turns the run, is appended: durable before
 * the run goes on. What only tells what came of something is noted: it counts at once, and is on record soon.
 */
export class Journal {
  readonly run: string;
  /** By all that is on record or noted. */
  readonly state: RunState;
  readonly #store: StorePort;
  readonly #clock: Clock;
  readonly #leaseNumber: number;
  readonly #listeners: Listener[] = [];
  #index: number;
  #queue: Entry[] = [];
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;
  /** What notes met on their way, until somebody has heard of it. */
  #unheard: unknown = null;
  /** An act was announced, and nobody knows whether that is on record. */
  #isUnsure = false;

  constructor(options: {
    store: StorePort;
    clock: Clock;
    run: string;
    leaseNumber: number;
    events: JournalEvent[];
  }) {
    this.run = options.run;
    this.#store = options.store;
    this.#clock = options.clock;
    this.#leaseNumber = options.leaseNumber;
    this.#index = options.events.length;
    this.state = options.events.reduce(fold, emptyRun());
  }

  /** Whether the run has touched anything, or its journal may say so: then only a run half-way can be told of. */
  get mayBeTouched(): boolean {
    return this.state.touched || this.#isUnsure;
  }

  /** Called after an event is on record, with the state by then, which may know of notes that are not. */
  onAppended(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /**
   * Resolves when the event is durable, with every note before it: steps run side by side, and what they append
   * meanwhile is one writing. Throws what a note met that nobody has heard of, and writes nothing then.
   */
  async append(event: JournalEvent): Promise<void> {
    this.#queue.push({ event, line: lineOf(event), isNote: false });
    await this.#written();
  }

  /** Counts at once, and is on record with the next append, or by itself within `BOUNDS.noteMs`. */
  note(event: JournalEvent): void {
    const entry = { event, line: lineOf(event), isNote: true };
    this.#queue.push(entry);
    fold(this.state, event);
    // Whatever is queued leaves together: the first note's time is the time of all.
    if (this.#queue[0] === entry) void this.#writeAfterwards(entry);
  }

  /** To be asked between two looks: throws what a note met on its way to the store, once. */
  verifyNotes(): void {
    const error = this.#unheard;
    this.#unheard = null;
    if (error !== null) throw error;
  }

  /** Resolves when every note is on record; throws what one of them met. */
  async flush(): Promise<void> {
    this.verifyNotes();
    await (this.#queue.length > 0 ? this.#written() : this.#writing).catch(() => undefined);
    this.verifyNotes();
  }

  async #writeAfterwards(note: Entry): Promise<void> {
    await this.#clock.sleep(BOUNDS.noteMs);
    if (this.#queue[0] === note) await this.#written().catch(() => undefined); // it is `#unheard`
  }

  /** The writing that takes all that is queued, after the one that is under way. */
  #written(): Promise<void> {
    this.#next ??= this.#writing.then(() => {
      this.#next = null;
      const written = this.#write(this.#queue.splice(0));
      this.#writing = written.catch(() => undefined);
      return written;
    });
    return this.#next;
  }

  async #write(entries: Entry[]): Promise<void> {
    const isNotesAlone = entries.every(({ isNote }) => isNote);
    try {
      if (!isNotesAlone) this.verifyNotes();
      await this.#put(entries);
    } catch (error) {
      // What has happened stays to be told; whoever appends hears, and decides anew.
      this.#queue.unshift(...entries.filter(({ isNote }) => isNote));
      if (isNotesAlone) this.#unheard = error;
      throw error;
    }
    this.#index += entries.length;
    for (const { event, isNote } of entries) if (!isNote) fold(this.state, event);
    for (const { event } of entries)
      for (const listener of this.#listeners) listener(event, this.state);
  }

  async #put(entries: Entry[]): Promise<void> {
    const lines = entries.map(({ line }) => line);
    const answer = await this.#store.append(this.run, this.#index, lines, this.#leaseNumber);
    if (answer.is === "unknown") {
      this.#isUnsure ||= entries.some(({ event }) => event.kind === "started" && event.touches);
      throw storeSilent(inWords(answer));
    }
    if (answer.is === "refused") {
      throw new OperatorError({
        code: "LEASE_LOST",
        now: `The run store refused an entry of run ${this.run}: ${answer.text}.`,
        next: `Another run acts for this environment. Look with: vault-dr status ${this.#environment()}`,
      });
    }
  }

  #environment(): string {
    return this.state.plan?.move.environment ?? "ENV";
  }
}

const lineOf = (event: JournalEvent): string => JSON.stringify(eventSchema.parse(event));

/**
 * The events of one run; to go on from them, the lease's number is to be given. A line that cannot be read is a defect
 * of the store, and says so.
 */
export async function readEvents(
  store: StorePort,
  run: string,
  leaseNumber?: number,
): Promise<JournalEvent[]> {
  const lines = await store.read(run, leaseNumber);
  if (lines.is !== "ok") throw storeSilent(inWords(lines));
  return lines.value.map((line, index) => {
    try {
      return eventSchema.parse(JSON.parse(line));
    } catch (cause) {
      const failure = {
        code: "JOURNAL_UNREADABLE",
        now: `Entry ${index + 1} of run ${run} cannot be read.`,
        next: "Another release may have written it; else the run store was damaged: restore it from a copy.",
      } as const;
      throw new OperatorError(failure, { cause });
    }
  });
}

export async function readRun(store: StorePort, run: string): Promise<RunState> {
  return (await readEvents(store, run)).reduce(fold, emptyRun());
}

/**
 * The newest run that did something or is not at its end, or null: one that was declined or refused before it touched
 * anything says nothing about those before it. An older one cannot be unfinished: a run refuses to begin over it.
 * `leftOut`: runs that are looked past.
 */
export async function latestRun(
  store: StorePort,
  leftOut: readonly string[] = [],
): Promise<RunState | null> {
  const runs = await store.runs();
  if (runs.is !== "ok") throw storeSilent(inWords(runs));
  const looked = runs.value.filter((run) => !leftOut.includes(run));
  for (const run of looked.slice(0, RUNS_READ_MAX)) {
    const state = await readRun(store, run);
    if (state.touched || isUnfinished(state)) return state;
  }
  return null;
}

/** The newest run when it has not ended, or null. */
export async function unfinishedRun(store: StorePort): Promise<RunState | null> {
  const newest = await latestRun(store);
  return newest !== null && isUnfinished(newest) ? newest : null;
}
