import { expect } from "chai";
import { ok, unknown } from "../../../../ground/answer.ts";
import { Watched } from "../../../helpers/sim/watched.ts";
import { STORY_RUN, Story } from "../../../helpers/story.ts";
import { aPlannedMove } from "../../../helpers/virtual/moves.ts";

describe("a journal is read as it was written", () => {
  /** A run of three entries, each acknowledged. */
  async function aRun() {
    const seen = new Watched();
    const story = new Story(aPlannedMove()).started("quiesce");
    await seen.tells(story);
    const lines = story.events.map((event) => JSON.stringify(event));
    for (const [index, writing] of [lines.slice(0, 1), lines.slice(1)].entries())
      seen.hears("store.append", ok(undefined), { args: [STORY_RUN, index, writing, 1] });
    return { seen, story, lines };
  }
  const read = { args: [STORY_RUN] };

  it("and holds when all of it is there", async () => {
    const { seen, lines } = await aRun();
    seen.hears("store.read", ok(lines), read);
    seen.audit.isOver();
    expect(seen.broken).to.deep.equal([]);
  });

  it("and breaks when an entry is missing, other than it was, or elsewhere", async () => {
    for (const change of [
      (lines: string[]) => lines.slice(0, -1),
      (lines: string[]) => lines.with(1, "{}"),
      (lines: string[]) => lines.toReversed(),
    ]) {
      const { seen, lines } = await aRun();
      seen.hears("store.read", ok(change(lines)), read);
      expect(seen.broken).to.deep.equal(["journal"]);
    }
  });

  it("and breaks in the end when the store has lost or changed one", async () => {
    const { seen, lines } = await aRun();
    seen.world.store.lines = () => lines.slice(1);
    seen.audit.isOver();
    expect(seen.broken).to.deep.equal(["journal"]);
  });

  it("and asks nothing of an entry whose answer was lost", async () => {
    const { seen, lines } = await aRun();
    const lost = unknown("unreachable", "no answer");
    seen.hears("store.append", lost, { args: [STORY_RUN, 3, ["{}"], 1] });
    seen.hears("store.read", ok(lines), read);
    seen.audit.isOver();
    expect(seen.broken).to.deep.equal([]);
  });

  it("what a driver takes for written stands there, and has led it to the same state", async () => {
    const { seen, story } = await aRun();
    const [, , started] = story.events;
    if (started?.kind !== "started") throw new Error("a step was started");
    seen.audit.isTold(started, story.state);
    seen.audit.isTold(started, story.finished("drain").state); // noted, and not on record yet
    expect(seen.broken).to.deep.equal([]);
    seen.audit.isTold({ ...started, at: started.at + 1 }, story.state);
    expect(seen.broken).to.deep.equal(["journal"]);
  });

  it("and breaks when the driver's own state is another one", async () => {
    for (const change of [
      { epoch: 3 },
      { phase: "back" },
      { touched: false },
      { steps: [] },
    ] as const) {
      const { seen, story } = await aRun();
      const event = story.events.at(-1);
      if (event === undefined) throw new Error("a story has an end");
      seen.audit.isTold(event, {
        ...story.state,
        ...change,
        steps: [...(change.steps ?? story.state.steps)],
      });
      expect(seen.broken, JSON.stringify(change)).to.deep.equal(["journal"]);
    }
  });
});
