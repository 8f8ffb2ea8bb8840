import { expect } from "chai";
import { disasterPlan } from "../../../automation/plan/stages/disaster.ts";
import {
  fenceOf,
  outcomeOf,
  servingOf,
  withoutRun,
  writeOutageMs,
} from "../../../automation/report/outcome.ts";
import { Story } from "../../helpers/story.ts";
import { EAST, WEST } from "../../helpers/vaultWorld.ts";
import { aDisaster, aMove, aPlannedMove, aReattachment } from "../../helpers/virtual/moves.ts";

const DEMOTE = "demote-old-primary";
const PROMOTE = "promote-new-primary";
const FENCE = "fence-old-primary";
const planned = () => new Story(aPlannedMove());
const disaster = () => new Story(aDisaster());
const moved = () =>
  planned()
    .done("quiesce", { at: 10_000 })
    .done("drain", { facts: { quietFor: 1, shippedWal: 1_500, receivedWal: 1_500 } })
    .done(DEMOTE, { at: 20_000 })
    .done("compare-roots", { facts: { rootsEqual: true } })
    .done(PROMOTE, { at: 25_000 })
    .done("verify-serving")
    .finished("verify-clients", {}, { at: 31_500 });
const wentBack = () =>
  planned()
    .done(DEMOTE, { at: 20_000 })
    .failed("compare-roots", { code: "ROOTS_DIFFER", now: "They differ.", next: "Stop writers." })
    .wentBack()
    .done("promote-back", { at: 30_000 })
    .done("verify-back", { at: 34_000, tookMs: 500 });
const wentBackFromDisaster = () =>
  disaster()
    .done(FENCE, { facts: { fence: "demoted" } })
    .failed(PROMOTE)
    .wentBack()
    .done("promote-back");
const unknownFate = () =>
  disaster().finished(FENCE, { fence: "unproven" }).started(PROMOTE).unknown(PROMOTE).halted();
const supersedes = { run: "r1", quiesced: true, rootsEqual: true, busyUntil: 0 };
const documentOf = (story: Story) => outcomeOf(story.ended().state, 60_000);

describe("the outcome", () => {
  it("of a move names sides, end, serving Region, fence and steps", () => {
    const story = moved().ended({ outcome: "done", exitCode: 0, serving: EAST });
    const document = outcomeOf(story.state, 60_000);
    expect(document).to.deep.include({
      schema: 1,
      run: "2026-11-27T00-00-amber-fox",
      verb: "switchover",
      environment: "test",
      from: WEST,
      to: EAST,
      outcome: "done",
      exitCode: 0,
      serving: EAST,
      promoted: true,
      fence: "demoted",
      rtoMissed: false,
    });
    expect(document.steps.find(({ name }) => name === DEMOTE)).to.deep.equal({
      name: DEMOTE,
      state: "done",
      startedAt: new Date(20_000).toISOString(),
      ms: 1_000,
      why: null,
    });
  });

  it("lists every planned step in order, and those of the way back when it was taken", () => {
    const names = (story: Story) => documentOf(story).steps.map(({ name }) => name);
    const forward = aPlannedMove().stages.flatMap(({ steps }) => steps.map(({ step }) => step));
    const back = aPlannedMove().undo.flatMap(({ steps }) => steps.map(({ step }) => step));
    expect(names(moved())).to.deep.equal(forward);
    expect(names(wentBack())).to.deep.equal([...forward, ...back]);
  });

  it("tells pending, done, found, skipped, undone and failed steps apart, with the reason", () => {
    const stateIn = (story: Story, name: string) => {
      const line = documentOf(story).steps.find((step) => step.name === name);
      return [line?.state, line?.why];
    };
    expect(stateIn(moved(), "update-stack")).to.deep.equal(["pending", null]);
    expect(stateIn(planned().finished(DEMOTE, {}, { found: true }), DEMOTE)[0]).to.equal(
      "found-done",
    );
    expect(stateIn(planned().started(DEMOTE), DEMOTE)[0]).to.equal("pending");
    expect(stateIn(wentBack(), "compare-roots")).to.deep.equal([
      "failed",
      "ROOTS_DIFFER: They differ.",
    ]);
    expect(stateIn(wentBack(), PROMOTE)).to.deep.equal(["skipped", "the run went back before it"]);
  });

  it("of a run that has not ended is no outcome", () => {
    expect(() => outcomeOf(moved().state, 60_000)).to.throw("when it has ended");
  });

  it("missed the RTO when the write outage was longer than declared", () => {
    const missed = (rtoMs: number) => outcomeOf(moved().ended().state, rtoMs).rtoMissed;
    expect([missed(21_500), missed(21_499)]).to.deep.equal([false, true]);
  });

  it("missed the RTO when the outage is not over at the run's end, and has taken longer by then", () => {
    const halted = planned().done(DEMOTE, { at: 20_000 }).halted();
    const { state } = halted.ended({ at: 620_000, outcome: "halted", exitCode: 14 });
    expect(outcomeOf(state, 600_000).rtoMissed).to.equal(false);
    expect(outcomeOf(state, 599_999).rtoMissed).to.equal(true);
  });

  it("missed no RTO where nothing was touched", () => {
    const { state } = disaster().halted().ended({ at: 620_000, outcome: "halted", exitCode: 14 });
    expect(outcomeOf(state, 60_000).rtoMissed).to.equal(false);
  });

  it("without a run is empty but for what is said", () => {
    const about = { verb: "check", environment: "test", outcome: "refused", exitCode: 10 } as const;
    expect(withoutRun(about)).to.deep.include({ ...about, run: null, steps: [], timings: null });
  });
});

describe("which Region serves, by the journal", () => {
  const cases: [string, Story, string | null][] = [
    ["nothing was touched", planned(), WEST],
    ["writers are stopped", planned().done("quiesce"), WEST],
    ["the demotion is out", planned().started(DEMOTE), null],
    ["it is demoted", planned().done(DEMOTE), null],
    ["the promotion is out", planned().done(DEMOTE).started(PROMOTE), null],
    ["it is promoted", planned().done(DEMOTE).done(PROMOTE), EAST],
    ["on the way back", planned().done(DEMOTE).wentBack(), null],
    ["back", wentBack(), WEST],
    ["a silent old primary", disaster().finished(FENCE, { fence: "unproven" }), null],
    ["a disaster's demotion is out", disaster().started(FENCE), null],
    ["a disaster's promotion has an unknown fate", unknownFate(), null],
    ["a disaster is promoted", unknownFate().finished(PROMOTE), EAST],
    ["a reattachment", new Story(aReattachment()).done(DEMOTE), EAST],
  ];
  for (const [what, story, expected] of cases) {
    it(`${what}: ${expected ?? "nobody can say"}`, () => {
      expect(servingOf(story.state)).to.equal(expected);
    });
  }
});

describe("how the old primary is fenced", () => {
  const cases: [string, Story, string][] = [
    ["not yet", planned(), "none"],
    ["demoted by a planned move", moved(), "demoted"],
    ["taken back", wentBack(), "none"],
    ["demoted in a disaster", disaster().done(FENCE, { facts: { fence: "demoted" } }), "demoted"],
    ["taken back in a disaster", wentBackFromDisaster(), "none"],
    ["silent", disaster().finished(FENCE, { fence: "unproven" }), "unproven"],
    ["not, with consent", disaster().done(FENCE, { facts: { fence: "none" } }), "none"],
  ];
  for (const [what, story, expected] of cases) {
    it(`${what}: ${expected}`, () => expect(fenceOf(story.state)).to.equal(expected));
  }
});

describe("the write outage", () => {
  it("runs from the act that stops writes to the proof by the service's name", () => {
    expect(writeOutageMs(moved().state)).to.equal(21_500);
  });

  it("runs from the demotion where nothing quiesces", () => {
    const story = planned()
      .done(DEMOTE, { at: 20_000 })
      .finished("verify-clients", {}, { at: 23_000 });
    expect(writeOutageMs(story.state)).to.equal(3_000);
  });

  it("runs from the first sending when it took several", () => {
    const story = planned()
      .started(DEMOTE, { at: 20_000 })
      .refused(DEMOTE)
      .started(DEMOTE, { at: 25_000 })
      .finished("verify-clients", {}, { at: 30_000 });
    expect(writeOutageMs(story.state)).to.equal(10_000);
  });

  it("of a disaster runs from the consent", () => {
    const story = disaster().done(PROMOTE).finished("verify-clients", {}, { at: 9_000 });
    expect(writeOutageMs(story.state)).to.equal(8_000);
  });

  it("ends with the old primary's service when the run went back", () => {
    expect(writeOutageMs(wentBack().state)).to.equal(14_500);
  });

  it("is not known before service is proven, and is none where nothing is moved", () => {
    expect(writeOutageMs(planned().done(DEMOTE).done(PROMOTE).state)).to.equal(null);
    expect(writeOutageMs(planned().finished("verify-clients").state)).to.equal(null);
    expect(writeOutageMs(new Story(aReattachment()).done(DEMOTE).state)).to.equal(null);
  });
});

describe("what was lost", () => {
  const possible = (story: Story) => documentOf(story).dataLoss.possible;
  const cases: [string, Story, "no" | "yes" | "unknown"][] = [
    ["equal roots", moved(), "no"],
    [
      "unequal roots, accepted",
      planned().done("compare-roots", { facts: { rootsEqual: false } }),
      "yes",
    ],
    ["went back", wentBack(), "no"],
    ["nothing was touched", disaster(), "no"],
    ["demoted, and roots not compared", planned().done(DEMOTE), "unknown"],
    ["a disaster", disaster().finished(FENCE, { fence: "unproven" }).done(PROMOTE), "unknown"],
    ["a disaster whose fate is not known", disaster().started(PROMOTE).unknown(PROMOTE), "unknown"],
    [
      "a disaster in place of a move that had compared equal roots",
      new Story(disasterPlan(aMove({ verb: "failover", supersedes })))
        .finished(FENCE, { fence: "unproven" })
        .done(PROMOTE),
      "no",
    ],
    ["a demoted primary in a disaster", disaster().done(FENCE).done(PROMOTE), "unknown"],
  ];
  for (const [what, story, expected] of cases) {
    it(`${what}: ${expected}`, () => expect(possible(story)).to.equal(expected));
  }

  it("is told by the last WALs that were seen, the run's own before the plan's", () => {
    expect(documentOf(moved()).dataLoss).to.include({
      lastShippedWal: 1_500,
      lastReceivedWal: 1_500,
    });
    const seen = { receivedWal: 1_401, shippedWal: null, secondsSinceHeartbeat: 7.5 };
    const plan = { ...aDisaster(), move: aMove({ verb: "failover", seen }) };
    expect(documentOf(new Story(plan).done(PROMOTE)).dataLoss).to.deep.equal({
      possible: "unknown",
      lastShippedWal: null,
      lastReceivedWal: 1_401,
      secondsSinceLastHeartbeat: 7.5,
    });
  });
});
