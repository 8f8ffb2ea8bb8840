import { expect } from "chai";
import type { JournalEvent } from "../../../../automation/journal/events.ts";
import { stepRecord } from "../../../../automation/journal/fold.ts";
import { Journal, readEvents } from "../../../../automation/journal/journal.ts";
import type { StorePort } from "../../../../automation/ports/store.ts";
import { BOUNDS } from "../../../../ground/bounds.ts";
import { aHolder, MemoryStore } from "../../../../sandbox/doors/inProcess/memoryStore.ts";
import { VirtualClock } from "../../../../sandbox/doors/inProcess/virtualClock.ts";
import { Timeline } from "../../../../sandbox/model/timeline.ts";
import { STORY_RUN, Story } from "../../../helpers/story.ts";
import { aPlannedMove } from "../../../helpers/virtual/moves.ts";

const DEMOTE = "demote-old-primary";
const PROMOTE = "promote-new-primary";

/** A demotion is on record as started; what came of it; the promotion after that. */
const TOLD = new Story(aPlannedMove()).started(DEMOTE).ok(DEMOTE).finished(DEMOTE).started(PROMOTE);
const BEFORE = TOLD.events.slice(0, 3);
const event = (index: number): JournalEvent => {
  const found = TOLD.events[index];
  if (found === undefined) throw new Error("a story has a middle");
  return found;
};

describe("what a journal is told as a note", () => {
  let memory: MemoryStore;
  let store: StorePort;
  let clock: VirtualClock;
  let journal: Journal;
  /** How many lines each writing had. */
  let writings: number[];
  let heard: string[];

  beforeEach(async () => {
    writings = [];
    memory = new MemoryStore();
    clock = new VirtualClock(new Timeline(0));
    const port = memory.as(aHolder(1));
    store = {
      ...port,
      append: (run, index, lines, number) => {
        writings.push(lines.length);
        return port.append(run, index, lines, number);
      },
    };
    journal = new Journal({ store, clock, run: STORY_RUN, leaseNumber: 1, events: [] });
    for (const one of BEFORE) await journal.append(one);
    writings = [];
    heard = [];
    journal.onAppended(({ kind }) => {
      heard.push(`${kind} with ${memory.lines.get(STORY_RUN)?.length}`);
    });
  });
  const noteBoth = () => {
    journal.note(event(3));
    journal.note(event(4));
  };
  const silent = () => {
    memory.fault = (call) => (call === "append" ? { applied: false } : null);
  };
  const codeOf = async (work: () => unknown) => {
    try {
      await work();
      return null;
    } catch (error) {
      return (error as { failure?: { code: string } }).failure?.code;
    }
  };
  const stored = () => readEvents(store, STORY_RUN);

  it("counts at once, and is on record with the next entry, in one writing", async () => {
    noteBoth();
    expect(stepRecord(journal.state, DEMOTE, "forward")).to.have.property("finished").that.is.not
      .null;
    expect(heard).to.deep.equal([]);
    await journal.append(event(5));
    expect(writings).to.deep.equal([3]);
    expect(await stored()).to.deep.equal(TOLD.events);
    expect(journal.state).to.deep.equal(TOLD.state);
    expect(heard).to.deep.equal(["answered with 6", "finished with 6", "started with 6"]);
  });

  it("is on record by itself where nothing follows, in one writing", async () => {
    noteBoth();
    await clock.pass(BOUNDS.noteMs - 1);
    expect(writings).to.deep.equal([]);
    await clock.pass(1);
    expect(writings).to.deep.equal([2]);
    expect(await stored()).to.deep.equal(TOLD.events.slice(0, 5));
    expect(heard).to.deep.equal(["answered with 5", "finished with 5"]);
    await clock.pass(1_000);
    expect(writings).to.deep.equal([2]);
  });

  it("has its own time, also where a note before it went with an entry", async () => {
    journal.note(event(3));
    await clock.pass(BOUNDS.noteMs - 10);
    await journal.append(event(5));
    journal.note(event(4));
    await clock.pass(10);
    expect(writings).to.deep.equal([2]);
    await clock.pass(BOUNDS.noteMs - 10);
    expect(writings).to.deep.equal([2, 1]);
  });

  it("is on record once the journal was flushed", async () => {
    noteBoth();
    await journal.flush();
    await journal.flush();
    expect(writings).to.deep.equal([2]);
    expect(await stored()).to.have.length(5);
  });

  it("is waited for by a flush that comes while it is being written", async () => {
    let write = () => {};
    const gate = new Promise<void>((open) => {
      write = open;
    });
    const slow: StorePort = {
      ...store,
      append: (...asked) => gate.then(() => store.append(...asked)),
    };
    journal = new Journal({ store: slow, clock, run: STORY_RUN, leaseNumber: 1, events: BEFORE });
    journal.note(event(3));
    await clock.pass(BOUNDS.noteMs);
    const flushed = journal.flush().then(() => writings.length);
    await clock.pass(1_000);
    write();
    expect(await flushed).to.equal(1);
  });

  it("shares one writing with what steps begin side by side", async () => {
    noteBoth();
    const other = { ...event(5), step: "move-traffic" } as JournalEvent;
    await Promise.all([journal.append(event(5)), journal.append(other)]);
    expect(writings).to.deep.equal([4]);
  });

  describe("that was not written", () => {
    beforeEach(async () => {
      silent();
      noteBoth();
      await clock.pass(BOUNDS.noteMs);
    });

    it("is heard at the next look, once, and goes with the next entry", async () => {
      expect(await codeOf(() => journal.verifyNotes())).to.equal("STORE_UNREACHABLE");
      journal.verifyNotes();
      memory.fault = () => null;
      await journal.append(event(5));
      expect(await stored()).to.deep.equal(TOLD.events);
    });

    it("is heard by whoever appends next: nothing is begun on top of it", async () => {
      memory.fault = () => null;
      expect(await codeOf(() => journal.append(event(5)))).to.equal("STORE_UNREACHABLE");
      expect(stepRecord(journal.state, PROMOTE, "forward")).to.equal(undefined);
      expect(await stored()).to.have.length(3);
    });

    it("is heard by whoever flushes", async () => {
      expect(await codeOf(() => journal.flush())).to.equal("STORE_UNREACHABLE");
    });

    it("is told to nobody", () => {
      expect(heard).to.deep.equal([]);
    });
  });

  it("is lost with the lease, which is heard", async () => {
    noteBoth();
    await memory.as(aHolder(2)).putLease({ ...LEASE, number: 2 }, null);
    expect(await codeOf(() => journal.flush())).to.equal("LEASE_LOST");
    expect(await stored()).to.have.length(3);
  });

  it("stays to be told when the entry that would take it along is not written", async () => {
    noteBoth();
    silent();
    expect(await codeOf(() => journal.append(event(5)))).to.equal("STORE_UNREACHABLE");
    memory.fault = () => null;
    await journal.flush();
    expect(await stored()).to.deep.equal(TOLD.events.slice(0, 5));
  });

  it("leaves nobody unsure of an act; an announcement of one does, when the store does not say whether it has it", async () => {
    noteBoth();
    silent();
    await codeOf(() => journal.flush());
    expect(journal.mayBeTouched).to.equal(journal.state.touched);
    const untouched = new Journal({ store, clock, run: "other", leaseNumber: 1, events: [] });
    expect(untouched.mayBeTouched).to.equal(false);
    await codeOf(() => untouched.append(event(5)));
    expect([untouched.state.touched, untouched.mayBeTouched]).to.deep.equal([false, true]);
  });

  it("is refused at once where it could not be read back", async () => {
    const strange = { ...event(3), at: "noon" } as unknown as JournalEvent;
    expect(() => journal.note(strange))
      .to.throw()
      .with.property("name", "ZodError");
    expect(stepRecord(journal.state, DEMOTE, "forward")?.attempts[0]?.answer).to.equal(null);
  });
});

const LEASE = {
  number: 1,
  run: STORY_RUN,
  verb: "failover",
  holder: aHolder(2),
  takenAt: 0,
  expiresAt: 0,
  busyUntil: 0,
  released: false,
};
