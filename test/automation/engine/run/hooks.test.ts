import { expect } from "chai";
import type { Plan } from "../../../../automation/plan/plan.ts";
import { stateIn } from "../../../helpers/virtual/acts.ts";
import { Driver, RUN, storyOf } from "../../../helpers/virtual/driver.ts";
import { anEstate, countOf, type Estate, endStateOf } from "../../../helpers/virtual/estate.ts";
import { aDisaster, aPlannedMove, aReattachment } from "../../../helpers/virtual/moves.ts";
import { letWritesSlipIn } from "../../../helpers/virtual/weather.ts";

const HOOKS = { hooks: { before: true, after: true } };

describe("a run with hooks around it", () => {
  let estate: Estate;
  beforeEach(() => {
    estate = anEstate();
  });
  const hooksRun = () =>
    estate.arrivals.filter(({ what }) => what.startsWith("hook ")).map(({ what }) => what.slice(5));
  const begin = (plan: Plan) => new Driver(estate).begin(plan);
  const findFailed = () =>
    stateIn(estate.store, RUN)
      .steps.filter(({ failed, finished }) => failed && !finished)
      .map(({ step }) => step);

  it("runs them first and last, once", async () => {
    expect(await begin(aPlannedMove(HOOKS))).to.deep.equal({ is: "succeeded" });
    expect(hooksRun()).to.deep.equal(["before", "quiesce", "unquiesce", "after"]);
    const story = storyOf(estate).filter((entry) => entry.startsWith("finished"));
    expect([story[0], story.at(-1)]).to.deep.equal([
      "finished before-hooks",
      "finished after-hooks",
    ]);
  });

  it("is not begun when a before hook of a planned move fails: nothing is touched", async () => {
    estate.hooks.fail = ["before"];
    const before = endStateOf(estate);
    const ending = await begin(aPlannedMove(HOOKS));
    expect(ending).to.have.property("is", "failed");
    expect(ending).to.have.nested.property("failure.code", "HOOK_FAILED");
    expect(endStateOf(estate)).to.deep.equal(before);
    expect(hooksRun()).to.deep.equal(["before"]);
    expect(countOf(estate, "vault.demote") + countOf(estate, "upsert")).to.equal(0);
  });

  it("goes through a disaster without a before hook that fails", async () => {
    estate.hooks.fail = ["before"];
    expect(await begin(aDisaster(HOOKS))).to.deep.equal({ is: "succeeded" });
    expect(countOf(estate, "vault.promote")).to.equal(1);
    expect(hooksRun()).to.deep.equal(["before", "after"]);
    expect(findFailed()).to.deep.equal(["before-hooks"]);
  });

  it("waits seconds for a before hook that hangs in a disaster, and sends it once", async () => {
    const promotedAfterMs = async (hang: boolean) => {
      estate = anEstate();
      if (hang) estate.hooks.hang = ["before"];
      const startedAt = estate.clock.now();
      expect(await begin(aDisaster(HOOKS))).to.deep.equal({ is: "succeeded" });
      const at = estate.arrivals.find(({ what }) => what.endsWith("vault.promote"))?.at ?? 0;
      return at - startedAt;
    };
    const withoutIt = await promotedAfterMs(false);
    expect(await promotedAfterMs(true)).to.be.within(4_000, withoutIt + 4_100);
    expect(hooksRun()).to.deep.equal(["before", "after"]);
  });

  it("does not run a disaster's before hook again when it is taken up", async () => {
    estate.hooks.hang = ["before"];
    const dying = new Driver(estate).onEvent((event) => {
      if (event.kind === "started" && event.step === "promote-new-primary") dying.die();
    });
    expect(await dying.begin(aDisaster(HOOKS))).to.equal(null);
    expect(await new Driver(estate).resume()).to.deep.equal({ is: "succeeded" });
    expect(hooksRun()).to.deep.equal(["before", "after"]);
  });

  it("does not run a planned move's before hooks again when it is taken up", async () => {
    const dying = new Driver(estate).onEvent((event) => {
      if (event.kind === "started" && event.step === "demote-old-primary") dying.die();
    });
    expect(await dying.begin(aPlannedMove(HOOKS))).to.equal(null);
    await new Driver(estate).resume();
    expect(hooksRun().filter((hook) => hook === "before" || hook === "after")).to.deep.equal([
      "before",
      "after",
    ]);
  });

  it("is done without an after hook that fails, and runs it when it is taken up", async () => {
    estate.hooks.fail = ["after"];
    expect(await begin(aPlannedMove(HOOKS))).to.deep.equal({ is: "succeeded" });
    expect(findFailed()).to.deep.equal(["after-hooks"]);
    estate.hooks.fail = [];
    expect(await new Driver(estate).resume()).to.deep.equal({ is: "succeeded" });
    expect(findFailed()).to.deep.equal([]);
    expect(hooksRun().slice(-2)).to.deep.equal(["after", "after"]);
    expect(countOf(estate, "vault.promote")).to.equal(1);
  });

  it("runs the after hooks at the end of the way back too", async () => {
    letWritesSlipIn(estate);
    const ending = await begin(aPlannedMove({ ...HOOKS, quiesce: false }));
    expect(ending).to.have.property("is", "went-back");
    expect(hooksRun()).to.deep.equal(["before", "after"]);
    expect(storyOf(estate).at(-1)).to.equal("finished after-hooks");
  });

  it("runs the after hooks, and none before, when the old primary is attached again", async () => {
    await begin(aDisaster());
    estate.store.lines.clear();
    expect(await begin(aReattachment(HOOKS))).to.deep.equal({ is: "succeeded" });
    expect(hooksRun()).to.deep.equal(["after"]);
  });
});
