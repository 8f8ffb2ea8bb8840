import type { Session } from "../../automation/commands/session.ts";
import type { JournalEvent } from "../../automation/journal/events.ts";
import { NO_CONSENTS } from "../../automation/plan/snapshot.ts";
import { ok } from "../../ground/answer.ts";
import { aHolder, MemoryStore } from "../../sandbox/doors/inProcess/memoryStore.ts";
import { VirtualClock } from "../../sandbox/doors/inProcess/virtualClock.ts";
import { Timeline } from "../../sandbox/model/timeline.ts";
import { aConfig } from "./healthyCase.ts";
import { STORY_RUN } from "./story.ts";

/** A run store that may be silent, and the folder beside the stack file: both in memory. */
export class TwoStores {
  readonly clock = new VirtualClock(new Timeline(Date.parse("2026-11-27T00:00:00Z")));
  readonly store = new MemoryStore();
  readonly local = new MemoryStore();
  readonly said: string[] = [];
  setAside = 0;

  silence(): void {
    this.store.fault = () => ({ applied: false });
  }

  session({ config = {}, acceptNoLease = false } = {}): Session {
    const localStore = {
      folder: "/stack/.vault-dr/test-local",
      store: this.local.as(aHolder(1)),
      setAside: async () => {
        this.setAside += 1;
        this.local.lines.clear();
        return ok(undefined);
      },
    };
    return {
      environment: "test",
      ports: { store: this.store.as(aHolder(1)), clock: this.clock },
      localStore,
      config: { stack: aConfig(config) },
      flags: { consents: { ...NO_CONSENTS, ...(acceptNoLease ? { acceptNoLease } : {}) } },
      say: (text: string) => this.said.push(text),
    } as unknown as Session;
  }

  async writeLocally(events: JournalEvent[], run = STORY_RUN): Promise<string[]> {
    const lines = events.map((event) => JSON.stringify(event));
    const store = this.local.as(aHolder(1));
    for (const [index, line] of lines.entries()) await store.append(run, index, [line], 1);
    return lines;
  }
}
