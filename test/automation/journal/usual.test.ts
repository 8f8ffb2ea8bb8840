import { expect } from "chai";
import { usualIn, usualMs } from "../../../automation/journal/usual.ts";
import { aHolder, MemoryStore } from "../../../sandbox/doors/inProcess/memoryStore.ts";
import { Story } from "../../helpers/story.ts";
import { aPlannedMove } from "../../helpers/virtual/moves.ts";

const DEMOTE = "demote-old-primary";
const took = (tookMs: number) => new Story(aPlannedMove()).done(DEMOTE, { tookMs }).state;

describe("how long steps take as a rule", () => {
  it("is nothing where nothing was run", () => expect(usualMs([])).to.deep.equal({}));

  it("is the median: one slow night changes nothing", () => {
    expect(usualMs([took(1_900), took(2_100), took(90_000)])).to.deep.equal({ [DEMOTE]: 2_100 });
  });

  it("is the faster of two", () => {
    expect(usualMs([took(4_000), took(2_000)])).to.deep.equal({ [DEMOTE]: 2_000 });
  });

  it("leaves out what had nothing to do and what did not finish", () => {
    const found = new Story(aPlannedMove()).finished(DEMOTE, {}, { found: true });
    const failed = new Story(aPlannedMove()).started(DEMOTE).refused(DEMOTE).failed(DEMOTE);
    expect(usualMs([found.state, failed.state])).to.deep.equal({});
  });

  describe("in the run store", () => {
    const linesOf = (tookMs: number) =>
      new Story(aPlannedMove())
        .done(DEMOTE, { tookMs })
        .events.map((event) => JSON.stringify(event));

    it("is that of the last twenty runs", async () => {
      const store = new MemoryStore();
      for (let nth = 1; nth <= 40; nth++) store.lines.set(`run-${nth}`, linesOf(nth * 100));
      expect(await usualIn(store.as(aHolder(1)))).to.deep.equal({ [DEMOTE]: 3_000 });
    });

    it("leaves out a run that cannot be read", async () => {
      const store = new MemoryStore();
      store.lines.set("run-1", linesOf(2_000));
      store.lines.set("run-2", ["{"]);
      expect(await usualIn(store.as(aHolder(1)))).to.deep.equal({ [DEMOTE]: 2_000 });
    });

    it("is nothing where the store does not answer, and says nothing of it", async () => {
      const store = new MemoryStore();
      store.fault = () => ({ applied: false });
      expect(await usualIn(store.as(aHolder(1)))).to.deep.equal({});
    });
  });
});
