import type { JournalEvent } from "../../../automation/journal/events.ts";
import { eventSchema } from "../../../automation/journal/events.ts";
import { emptyRun, fold, type RunState } from "../../../automation/journal/fold.ts";
import type { MemoryStore } from "../../../sandbox/doors/inProcess/memoryStore.ts";
import { whyNotStarted } from "../../../sandbox/sim/invariants/onRecord.ts";

/** What is wrong with making `call` now, or null: by the store, as anybody reads it. */
export const whyNotOnRecord = (store: MemoryStore, run: string, call: string): string | null =>
  whyNotStarted(stateIn(store, run), call);

export const eventsIn = (store: MemoryStore, run: string): JournalEvent[] =>
  (store.lines.get(run) ?? []).map((line) => eventSchema.parse(JSON.parse(line)));

export const stateIn = (store: MemoryStore, run: string): RunState =>
  eventsIn(store, run).reduce(fold, emptyRun());
