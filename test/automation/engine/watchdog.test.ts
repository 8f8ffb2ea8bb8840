import { expect } from "chai";
import { dueAt, wasSent, whyNotBack } from "../../../automation/engine/watchdog.ts";
import type { Plan, StepName } from "../../../automation/plan/plan.ts";
import { Story } from "../../helpers/story.ts";
import { aDisaster, aPlannedMove, aReattachment } from "../../helpers/virtual/moves.ts";

const PROMOTE: StepName = "promote-new-primary";
const DEMOTE: StepName = "demote-old-primary";

const planned = () => new Story(aPlannedMove());
const demoted = () => planned().done(DEMOTE, { at: 5_000, tookMs: 2_000 });

describe("when a run has to go back", () => {
  const due = (story: Story, plan: Plan = aPlannedMove()) => dueAt(plan, story.state);

  it("is not bound before the first demotion is sent", () => {
    expect(due(planned().done("drain"))).to.equal(null);
  });

  it("is rollbackAfter from the first sending of the demotion, whatever its answer", () => {
    const refusedOnce = planned().started(DEMOTE, { at: 5_000 }).refused(DEMOTE).started(DEMOTE);
    expect(due(planned().started(DEMOTE, { at: 5_000 }))).to.equal(20_000);
    expect(due(refusedOnce)).to.equal(20_000);
    expect(due(demoted())).to.equal(20_000);
  });

  for (const [what, story] of Object.entries({
    "promotion sent": demoted().started(PROMOTE),
    "promotion refused": demoted().started(PROMOTE).refused(PROMOTE),
    "answer lost": demoted().started(PROMOTE).unknown(PROMOTE),
  })) {
    it(`still binds: ${what}, not accepted`, () => expect(due(story)).to.equal(20_000));
  }

  for (const [what, story] of Object.entries({
    accepted: demoted().started(PROMOTE).refused(PROMOTE).started(PROMOTE).ok(PROMOTE),
    "seen to be primary": demoted().started(PROMOTE).finished(PROMOTE),
    "on its way back": demoted().wentBack(),
  })) {
    it(`binds no more: ${what}`, () => expect(due(story)).to.equal(null));
  }

  it("never binds a disaster or a reattachment", () => {
    const story = demoted();
    expect(due(story, aDisaster())).to.equal(null);
    expect(due(story, aReattachment())).to.equal(null);
  });
});

describe("whether a run may go back", () => {
  const why = (story: Story, plan: Plan = aPlannedMove()) => whyNotBack(plan, story.state);

  it("it may while no promotion was sent", () => expect(why(demoted())).to.equal(null));

  it("it may while every promotion was definitely refused", () => {
    const story = demoted().started(PROMOTE).refused(PROMOTE).started(PROMOTE).refused(PROMOTE);
    expect(why(story)).to.equal(null);
  });

  for (const [what, story] of Object.entries({
    "is out": demoted().started(PROMOTE),
    "was accepted": demoted().started(PROMOTE).ok(PROMOTE),
    "has a lost answer": demoted().started(PROMOTE).unknown(PROMOTE),
    "was refused by somebody in front": demoted().started(PROMOTE).refused(PROMOTE, false),
    "is unclear, among refusals": demoted()
      .started(PROMOTE)
      .unknown(PROMOTE)
      .started(PROMOTE)
      .refused(PROMOTE),
  })) {
    it(`it may not when a promotion ${what}`, () => {
      expect(why(story)).to.equal("promote-new-primary was sent and may have taken effect");
    });
  }

  it("it may not when the target is primary", () => {
    const story = demoted().started(PROMOTE).refused(PROMOTE).finished(PROMOTE);
    expect(why(story)).to.equal("promote-new-primary is done");
  });

  it("it may not when the old primary is silent, nor where there is no way back", () => {
    const silent = new Story(aDisaster()).finished("fence-old-primary", { fence: "unproven" });
    expect(why(silent, aDisaster())).to.include("does not answer");
    expect(why(demoted(), aReattachment())).to.equal("this run has no way back");
  });

  it("a promotion counts as sent from its start", () => {
    const plan = aPlannedMove();
    expect(wasSent(plan, demoted().state)).to.equal(false);
    expect(wasSent(plan, demoted().started(PROMOTE).state)).to.equal(true);
    expect(wasSent(aReattachment(), demoted().started(PROMOTE).state)).to.equal(false);
  });
});
