import { expect } from "chai";
import type { StepName } from "../../../automation/plan/plan.ts";
import { reconcilePlan } from "../../../automation/plan/stages/afterwards.ts";
import { remainingOf } from "../../../automation/report/remaining.ts";
import { Story } from "../../helpers/story.ts";
import { aDisaster, aMove, aPlannedMove, aReattachment } from "../../helpers/virtual/moves.ts";

const PROMOTE = "promote-new-primary";
const REATTACH = { what: "reattach us-west-2", command: "vault-dr reattach test" };
const RECONCILE = { what: "bring the stack up to date", command: "vault-dr reconcile test" };

describe("what is left to do", () => {
  const leftBy = (...failed: StepName[]) => {
    const story = new Story(aPlannedMove()).done("demote-old-primary").done(PROMOTE);
    for (const step of failed) story.failed(step);
    return remainingOf(story.state);
  };

  it("is nothing after a move in which no step failed", () => {
    expect(leftBy()).to.deep.equal([]);
  });

  it("is to reattach the old primary", () => {
    expect(leftBy("attach-old-primary")).to.deep.equal([REATTACH]);
    expect(leftBy("await-attached")).to.deep.equal([REATTACH]);
  });

  it("is to reattach a second primary that bookkeeping has seen", () => {
    const { state } = new Story(reconcilePlan(aMove({ verb: "reconcile" })));
    expect(remainingOf(state)).to.deep.equal([]);
    const seen = { id: "TWO_PRIMARIES", severity: "warn", now: "", next: "" } as const;
    expect(remainingOf({ ...state, findings: [seen] })).to.deep.equal([REATTACH]);
  });

  it("is to bring the records up to date", () => {
    expect(leftBy("write-serving-record")).to.deep.equal([RECONCILE]);
    expect(leftBy("update-stack")).to.deep.equal([RECONCILE]);
  });

  it("names one thing once, however many steps it failed by", () => {
    const left = leftBy("write-stack-file", "update-stack", "attach-old-primary", "await-attached");
    expect(left).to.deep.equal([RECONCILE, REATTACH]);
  });

  it("is to resume for what only the run can do", () => {
    expect(leftBy("unquiesce")).to.deep.equal([
      { what: "let the writers go on", command: "vault-dr resume test" },
    ]);
    expect(leftBy("restore-ttl")).to.deep.equal([
      { what: "bring the record's TTL back to 5 s", command: "vault-dr resume test" },
    ]);
    expect(leftBy("verify-clients")).to.deep.equal([
      { what: "finish verify-clients", command: "vault-dr resume test" },
    ]);
  });

  it("is to see that no root token is left", () => {
    const story = new Story(aReattachment({ generateRoot: true })).failed("discard-root-token");
    expect(remainingOf(story.state)).to.deep.equal([
      { what: "see that no root token is left in us-west-2", command: "vault-dr resume test" },
    ]);
  });

  it("is to run the after hooks again, on the way back too", () => {
    const again = { what: "run the after hooks", command: "vault-dr resume test" };
    expect(leftBy("after-hooks")).to.deep.equal([again]);
    const back = new Story(aPlannedMove()).failed("compare-roots").wentBack().failed("after-hooks");
    expect(remainingOf(back.state)).to.deep.equal([again]);
  });

  it("is nothing for a before hook that a disaster went on without", () => {
    const story = new Story(aDisaster()).failed("before-hooks").done(PROMOTE);
    expect(remainingOf(story.state)).to.deep.equal([REATTACH]);
  });

  it("is nothing for a step that failed and was done after all", () => {
    const story = new Story(aPlannedMove()).failed("update-stack").resumed().done("update-stack");
    expect(remainingOf(story.state)).to.deep.equal([]);
  });

  it("is to attach the target again when a run went back and could not", () => {
    const story = new Story(aPlannedMove())
      .done("demote-old-primary")
      .failed("compare-roots")
      .wentBack()
      .done("promote-back")
      .failed("attach-new-secondary");
    expect(remainingOf(story.state)).to.deep.equal([
      { what: "attach us-east-1 to us-west-2 again", command: "vault-dr resume test" },
    ]);
  });

  it("after a disaster is to reattach, first of all", () => {
    const story = new Story(aDisaster()).done(PROMOTE).failed("update-stack");
    expect(remainingOf(story.state)).to.deep.equal([REATTACH, RECONCILE]);
  });

  it("is no reattachment after a disaster that promoted nothing", () => {
    const failed = new Story(aDisaster()).failed("obtain-operation-token");
    expect(remainingOf(failed.state)).to.not.deep.include(REATTACH);
    const unknown = new Story(aDisaster()).started(PROMOTE).unknown(PROMOTE).halted();
    expect(remainingOf(unknown.state)).to.not.deep.include(REATTACH);
  });

  it("is nothing where no run was planned", () => {
    const story = new Story(aPlannedMove());
    story.events.length = 0;
    expect(remainingOf(story.state)).to.deep.equal([]);
  });
});
