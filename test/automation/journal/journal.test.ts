import { expect } from "chai";
import fc from "fast-check";
import type { JournalEvent } from "../../../automation/journal/events.ts";
import { emptyRun, fold } from "../../../automation/journal/fold.ts";
import {
  Journal,
  latestRun,
  readEvents,
  readRun,
  unfinishedRun,
} from "../../../automation/journal/journal.ts";
import type { StorePort } from "../../../automation/ports/store.ts";
import { STEPS } from "../../../automation/steps/catalogue.ts";
import { CATALOGUE, type ErrorCode, OperatorError } from "../../../ground/errors.ts";
import { aHolder, MemoryStore } from "../../../sandbox/doors/inProcess/memoryStore.ts";
import { VirtualClock } from "../../../sandbox/doors/inProcess/virtualClock.ts";
import { Timeline } from "../../../sandbox/model/timeline.ts";
import { STORY_RUN, Story } from "../../helpers/story.ts";
import { aPlannedMove } from "../../helpers/virtual/moves.ts";

const DEMOTE = "demote-old-primary";

describe("the journal", () => {
  let memory: MemoryStore;
  let store: StorePort;
  let clock: VirtualClock;
  beforeEach(() => {
    clock = new VirtualClock(new Timeline(0));
    memory = new MemoryStore();
    store = memory.as(aHolder(1));
  });
  const aJournal = (run = STORY_RUN, events: JournalEvent[] = [], leaseNumber = 1) =>
    new Journal({ store, clock, run, leaseNumber, events });
  const written = async (story: Story, run = STORY_RUN) => {
    const journal = aJournal(run);
    for (const event of story.events) await journal.append(event);
    return journal;
  };
  const codeOf = async (work: Promise<unknown>) => {
    const error = await work.catch((reason: unknown) => reason);
    return (error as { failure?: { code: string } }).failure?.code;
  };

  it("gives back what was appended, and its state is what is read", async () => {
    const story = new Story(aPlannedMove())
      .started(DEMOTE)
      .unknown(DEMOTE)
      .finished(DEMOTE)
      .ended();
    const journal = await written(story);
    expect(await readEvents(store, STORY_RUN)).to.deep.equal(story.events);
    expect(await readRun(store, STORY_RUN)).to.deep.equal(journal.state);
    expect(journal.state).to.deep.equal(story.state);
  });

  it("gives back whatever is appended: any events, cut anywhere and gone on with", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anEvent(), { maxLength: 25 }), fc.nat(25), async (events, cut) => {
        memory = new MemoryStore();
        store = memory.as(aHolder(1));
        const first = aJournal();
        for (const event of events.slice(0, cut)) await first.append(event);
        const second = aJournal(STORY_RUN, await readEvents(store, STORY_RUN));
        for (const event of events.slice(cut)) await second.append(event);
        expect(await readEvents(store, STORY_RUN)).to.deep.equal(events);
        expect(second.state).to.deep.equal(events.reduce(fold, emptyRun()));
      }),
      { numRuns: 150, seed: 17 },
    );
  });

  it("writes what is appended side by side in the order of appending", async () => {
    let running = 0;
    const slow: StorePort = {
      ...store,
      append: async (...args) => {
        running += 1;
        expect(running, "appends under way at once").to.equal(1);
        await new Promise((done) => setImmediate(done));
        running -= 1;
        return store.append(...args);
      },
    };
    const journal = new Journal({ store: slow, clock, run: STORY_RUN, leaseNumber: 1, events: [] });
    const { events } = new Story(aPlannedMove()).started(DEMOTE).ok(DEMOTE).finished(DEMOTE);
    await Promise.all(events.map((event) => journal.append(event)));
    expect(await readEvents(store, STORY_RUN)).to.deep.equal(events);
  });

  it("tells listeners of an event once it is on record, with the state after it", async () => {
    const journal = aJournal();
    const heard: [string, number, number][] = [];
    journal.onAppended(({ kind }, state) => {
      heard.push([kind, memory.lines.get(STORY_RUN)?.length ?? 0, state.steps.length]);
    });
    for (const event of new Story(aPlannedMove()).started(DEMOTE).events)
      await journal.append(event);
    expect(heard).to.deep.equal([
      ["planned", 1, 0],
      ["confirmed", 2, 0],
      ["started", 3, 1],
    ]);
  });

  it("refuses a late writer: another has taken the lease since", async () => {
    const journal = await written(new Story(aPlannedMove()));
    await store.putLease({ ...LEASE, number: 2 }, null);
    const [event] = new Story(aPlannedMove()).events;
    if (event === undefined) throw new Error("a story has a beginning");
    expect(await codeOf(journal.append(event))).to.equal("LEASE_LOST");
    expect(memory.lines.get(STORY_RUN)).to.have.length(2);
  });

  it("refuses a second writer of the same run, who would write over the first", async () => {
    await written(new Story(aPlannedMove()));
    const blind = aJournal();
    const [event] = new Story(aPlannedMove()).events;
    if (event === undefined) throw new Error("a story has a beginning");
    expect(await codeOf(blind.append(event))).to.equal("LEASE_LOST");
  });

  it("does not take for written what the store did not answer to", async () => {
    const journal = await written(new Story(aPlannedMove()));
    memory.fault = () => ({ applied: false });
    const story = new Story(aPlannedMove()).started(DEMOTE);
    const event = story.events.at(-1);
    if (event === undefined) throw new Error("a story has an end");
    expect(await codeOf(journal.append(event))).to.equal("STORE_UNREACHABLE");
    expect(journal.state.touched).to.equal(false);
    memory.fault = () => null;
    await journal.append(event);
    expect(journal.state.touched).to.equal(true);
  });

  it("refuses to write an event that could not be read back", async () => {
    const journal = aJournal();
    const strange = { kind: "confirmed", at: "noon", by: "prompt" } as unknown as JournalEvent;
    expect(await journal.append(strange).catch((error: Error) => error.name)).to.equal("ZodError");
    expect(memory.lines.size).to.equal(0);
  });

  for (const line of ['{"kind":"planned"', '{"kind":"confirmed","at":"noon","by":"prompt"}']) {
    it(`names the entry that cannot be read, as an error for the operator (${line})`, async () => {
      await written(new Story(aPlannedMove()));
      memory.lines.get(STORY_RUN)?.push(line);
      const error = await readEvents(store, STORY_RUN).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(OperatorError);
      expect(error).to.have.nested.property("failure.code", "JOURNAL_UNREADABLE");
      expect(error).to.have.nested.property("failure.now").that.includes("Entry 3");
    });
  }

  it("knows the newest run, and whether it is unfinished", async () => {
    expect(await latestRun(store)).to.equal(null);
    await written(new Story(aPlannedMove()).started(DEMOTE).halted(), "2026-11-26T00-00-a");
    expect(await unfinishedRun(store)).to.deep.include({ touched: true });
    await written(new Story(aPlannedMove()).done(DEMOTE).ended(), "2026-11-27T00-00-b");
    expect(await latestRun(store)).to.have.nested.property("ended.outcome", "done");
    expect(await unfinishedRun(store)).to.equal(null);
  });

  it("looks past runs that ended before they touched anything", async () => {
    await written(new Story(aPlannedMove()).started(DEMOTE).halted(), "2026-11-26T00-00-a");
    await written(new Story(aPlannedMove()).ended({ outcome: "failed" }), "2026-11-27T00-00-b");
    expect(await unfinishedRun(store)).to.deep.include({ touched: true });
  });

  for (const call of ["runs", "read"]) {
    it(`does not take a silent store for an empty one (${call})`, async () => {
      await written(new Story(aPlannedMove()));
      memory.fault = (asked) => (asked === call ? { applied: false } : null);
      expect(await codeOf(unfinishedRun(store))).to.equal("STORE_UNREACHABLE");
    });
  }
});

const LEASE = {
  number: 1,
  run: STORY_RUN,
  verb: "switchover",
  holder: aHolder(2),
  takenAt: 0,
  expiresAt: 0,
  busyUntil: 0,
  released: false,
};

/** Releases before consents could be given to `resume` wrote none. */
const KEPT: ["kind", "at", "operator"] = ["kind", "at", "operator"];

/** Any event that the schema allows, in any order: the journal itself knows no order. */
function anEvent(): fc.Arbitrary<JournalEvent> {
  const at = fc.nat();
  const step = fc.constantFrom(...Object.values(STEPS).map(({ name }) => name));
  const phase = fc.constantFrom("forward" as const, "back" as const);
  const text = fc.string();
  const code = fc.constantFrom(...(Object.keys(CATALOGUE) as ErrorCode[]));
  const failure = fc.record({ code, now: text, next: text });
  const facts = fc
    .dictionary(
      fc.string({ minLength: 1 }),
      fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)),
    )
    .map((all) => ({ ...all }));
  const consents = fc.record({
    acceptLoss: fc.boolean(),
    forceIncomplete: fc.boolean(),
    treatAsLost: fc.boolean(),
    acceptUnfenced: fc.boolean(),
    generateRoot: fc.boolean(),
  });
  const kind = <Kind extends string>(name: Kind) => fc.constant(name);
  return fc.oneof(
    fc.record({
      kind: kind("started"),
      at,
      phase,
      step,
      attempt: fc.nat(),
      undo: fc.option(step),
      touches: fc.boolean(),
      busyUntil: at,
    }),
    fc.record({
      kind: kind("answered"),
      at,
      phase,
      step,
      attempt: fc.nat(),
      is: fc.constantFrom("ok" as const, "refused" as const, "unknown" as const),
      definite: fc.boolean(),
      text,
      facts,
    }),
    fc.record({ kind: kind("finished"), at, phase, step, since: at, found: fc.boolean(), facts }),
    fc.record({ kind: kind("failed"), at, phase, step, since: at, failure }),
    fc.record({ kind: kind("went-back"), at, because: failure }),
    fc.record({ kind: kind("superseded"), at, by: text }),
    fc.record({ kind: kind("halted"), at, failure, step: fc.option(step) }),
    fc.record({ kind: kind("resumed"), at, operator: text, consents }, { requiredKeys: KEPT }),
    fc.constant<JournalEvent>(new Story(aPlannedMove()).events[0] as JournalEvent),
  );
}
