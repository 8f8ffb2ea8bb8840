import { expect } from "chai";
import { emptyRun, fold } from "../../../automation/journal/fold.ts";
import type { Usual } from "../../../automation/journal/usual.ts";
import { progressOf, seconds, UnderWay } from "../../../automation/report/progress.ts";
import { Story } from "../../helpers/story.ts";
import { aPlannedMove } from "../../helpers/virtual/moves.ts";

const DEMOTE = "demote-old-primary";
const titleOf = (step: string) => `title of ${step}`;

describe("progress", () => {
  const shown = (story: Story, usual: Usual = {}) => {
    const state = emptyRun();
    return story.events.flatMap((event) => {
      const line = progressOf(event, fold(state, event), { titleOf, usual });
      return line === null ? [] : [`${line.is}: ${line.text}`];
    });
  };

  it("is a line per step that begins to act, and one with its time when it ends", () => {
    expect(
      shown(new Story(aPlannedMove()).done(DEMOTE, { at: 5_000, tookMs: 2_100 })),
    ).to.deep.equal([
      "line: run 2026-11-27T00-00-amber-fox",
      `begun: … title of ${DEMOTE}`,
      `line: ✔ title of ${DEMOTE} (2.10 s)`,
    ]);
  });

  it("names the usual time beside a step's own, where past runs know one", () => {
    const story = new Story(aPlannedMove())
      .done(DEMOTE, { at: 5_000, tookMs: 2_100 })
      .done("compare-roots")
      .finished("quiesce", {}, { found: true });
    const lines = shown(story, { [DEMOTE]: 2_000, quiesce: 300 });
    expect(lines.slice(1)).to.deep.equal([
      `begun: … title of ${DEMOTE} (usually 2.00 s)`,
      `line: ✔ title of ${DEMOTE} (2.10 s, usually 2.00 s)`,
      "begun: … title of compare-roots",
      "line: ✔ title of compare-roots (1.00 s)",
      "line: ✔ title of quiesce (already so)",
    ]);
  });

  it("counts a step's time over every try", () => {
    const story = new Story(aPlannedMove())
      .started(DEMOTE, { at: 5_000 })
      .unknown(DEMOTE)
      .started(DEMOTE, { at: 20_000 })
      .finished(DEMOTE, {}, { at: 27_000 });
    expect(shown(story).slice(1)).to.deep.equal([
      `begun: … title of ${DEMOTE}`,
      `line:   … title of ${DEMOTE}: cut: gone; looking again`,
      `line: ✔ title of ${DEMOTE} (22.0 s)`,
    ]);
  });

  it("says anew that a step begins in the process that takes the run up", () => {
    const story = new Story(aPlannedMove()).started(DEMOTE).resumed().started(DEMOTE);
    const begun = shown(story).filter((line) => line.startsWith("begun"));
    expect(begun).to.have.length(2);
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

describe("what is under way", () => {
  const move = aPlannedMove();
  const [first, second] = move.stages;
  /** In words, after each entry, as they would be `later` milliseconds after it. */
  const words = (story: Story, { usual = {} as Usual, later = 0, from = 0 } = {}) => {
    const underWay = new UnderWay();
    const state = emptyRun();
    const all = story.events.map((event) => [event, structuredClone(fold(state, event))] as const);
    return all
      .slice(from)
      .map(([event, now]) => underWay.after(event, now, { titleOf, usual })?.(event.at + later));
  };
  const titles = (steps: { step: string }[] = []) =>
    steps.map(({ step }) => titleOf(step)).join(" · ");

  it("is nothing before the consent, then the steps of the first stage, side by side", () => {
    expect(words(new Story(move))).to.deep.equal([undefined, titles(first?.steps)]);
  });

  it("is the next stage when all steps of one have ended, well or not", () => {
    const story = (first?.steps ?? []).reduce(
      (sofar, { step }, index) => (index === 0 ? sofar.failed(step) : sofar.done(step)),
      new Story(move),
    );
    expect(words(story).at(-1)).to.equal(titles(second?.steps));
  });

  it("says how long it has been so, and how long it usually is", () => {
    const step = first?.steps[0]?.step ?? DEMOTE;
    const story = new Story(move).started(step);
    const shown = words(story, { usual: { [step]: 2_000 }, later: 3_900 }).at(-1);
    expect(shown).to.include(`title of ${step}, 4 s (usually 2.00 s)`);
  });

  it("is counted from when this process took the run up, and leaves out what was finished before", () => {
    const begun = (first?.steps ?? []).reduce(
      (sofar, { step }) => sofar.done(step),
      new Story(move),
    );
    const from = begun.events.length;
    const resumed = words(begun.resumed(), { from, later: 500 });
    expect(resumed).to.deep.equal([titles(second?.steps)]);
  });

  it("is what was finished before when it is begun anew: a credential ended with its process", () => {
    const again = first?.steps[0]?.step ?? DEMOTE;
    const begun = (first?.steps ?? []).reduce(
      (sofar, { step }) => sofar.done(step),
      new Story(move),
    );
    const from = begun.events.length;
    expect(words(begun.resumed().started(again), { from }).at(-1)).to.equal(titleOf(again));
  });

  it("is the way back once that is begun, and nothing when the run stopped or ended", () => {
    const back = words(new Story(move).started(DEMOTE).wentBack()).at(-1);
    expect(back).to.equal(titles(move.undo[0]?.steps));
    expect(words(new Story(move).started(DEMOTE).halted()).at(-1)).to.equal(undefined);
    expect(words(new Story(move).started(DEMOTE).ended()).at(-1)).to.equal(undefined);
  });
});
