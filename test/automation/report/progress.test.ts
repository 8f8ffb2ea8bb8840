import { expect } from "chai";
import { emptyRun, fold } from "../../../automation/journal/fold.ts";
import { progressOf, seconds } from "../../../automation/report/progress.ts";
import { Story } from "../../helpers/story.ts";
import { aPlannedMove } from "../../helpers/virtual/moves.ts";

const DEMOTE = "demote-old-primary";

describe("progress", () => {
  const shown = (story: Story) => {
    const state = emptyRun();
    return story.events.flatMap((event) => {
      const line = progressOf(event, fold(state, event), (step) => `title of ${step}`);
      return line === null ? [] : [`${line.is}: ${line.text}`];
    });
  };

  it("is a line per step with its time, and the step that is under way", () => {
    expect(
      shown(new Story(aPlannedMove()).done(DEMOTE, { at: 5_000, tookMs: 2_100 })),
    ).to.deep.equal([
      "line: run 2026-11-27T00-00-amber-fox",
      `working: title of ${DEMOTE}`,
      `line: ✔ title of ${DEMOTE} (2.10 s)`,
    ]);
  });

  it("counts a step's time over every try", () => {
    const story = new Story(aPlannedMove())
      .started(DEMOTE, { at: 5_000 })
      .unknown(DEMOTE)
      .started(DEMOTE, { at: 20_000 })
      .finished(DEMOTE, {}, { at: 27_000 });
    const lines = shown(story);
    expect(lines).to.include(`working: title of ${DEMOTE} (try 2)`);
    expect(lines.at(-1)).to.equal(`line: ✔ title of ${DEMOTE} (22.0 s)`);
    expect(lines).to.include(`line:   … title of ${DEMOTE}: cut: gone; looking again`);
  });

  it("says what was already so, what failed, and why the run goes back, stops or goes on", () => {
    const story = new Story(aPlannedMove())
      .finished(DEMOTE, {}, { found: true })
      .failed("quiesce")
      .wentBack()
      .halted()
      .resumed();
    expect(shown(story).slice(1)).to.deep.equal([
      `line: ✔ title of ${DEMOTE} (already so)`,
      "line: ✖ title of quiesce: It failed.",
      "line: ↩ going back: It failed.",
      "line: ■ stopped: It failed.",
      "line: run 2026-11-27T00-00-amber-fox goes on",
    ]);
  });

  it("writes seconds with as many digits as matter", () => {
    expect([0, 45, 9_994, 10_000, 61_240].map(seconds)).to.deep.equal([
      "0.00 s",
      "0.04 s",
      "9.99 s",
      "10.0 s",
      "61.2 s",
    ]);
  });
});
