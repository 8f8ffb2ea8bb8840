import { inWords } from "../../ground/answer.ts";
import { OperatorError } from "../../ground/errors.ts";
import type { StorePort } from "../ports/store.ts";
import { eventSchema, type JournalEvent } from "./events.ts";
import { emptyRun, fold, isUnfinished, type RunState } from "./fold.ts";
import { storeSilent } from "./storeSilent.ts";

const RUNS_READ_MAX = 50;

/** The only memory of a run: appended durably, in one order, before the act that it announces. */
export class Journal {
  readonly run: string;
  readonly state: RunState;
  readonly #store: StorePort;
  readonly #leaseNumber: number;
  readonly #listeners: ((event: JournalEvent, state: RunState) => void)[] = [];
  #index: number;
  #last: Promise<void> = Promise.resolve();

  constructor(options: {
    store: StorePort;
    run: string;
    leaseNumber: number;
    events: JournalEvent[];
  }) {
    this.run = options.run;
    this.#store = options.store;
    this.#leaseNumber = options.leaseNumber;
    this.#index = options.events.length;
    this.state = options.events.reduce(fold, emptyRun());
  }

  /** Called after an event is on record. */
  onAppended(listener: (event: JournalEvent, state: RunState) => void): void {
    this.#listeners.push(listener);
  }

  /** Resolves when the event is durable. Steps run side by side; their events are written one after the other. */
  append(event: JournalEvent): Promise<void> {
    const written = this.#last.then(() => this.#write(event));
    this.#last = written.catch(() => undefined);
    return written;
  }

  #environment(): string {
    return this.state.plan?.move.environment ?? "ENV";
  }

  async #write(event: JournalEvent): Promise<void> {
    const line = JSON.stringify(eventSchema.parse(event));
    const answer = await this.#store.append(this.run, this.#index, line, this.#leaseNumber);
    if (answer.is === "refused") {
      throw new OperatorError({
        code: "LEASE_LOST",
        now: `The run store refused an entry of run ${this.run}: ${answer.text}.`,
        next: `Another run acts for this environment. Look with: vault-dr status ${this.#environment()}`,
      });
    }
    if (answer.is === "unknown") throw storeSilent(inWords(answer));
    this.#index += 1;
    fold(this.state, event);
    for (const listener of this.#listeners) listener(event, this.state);
  }
}

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
