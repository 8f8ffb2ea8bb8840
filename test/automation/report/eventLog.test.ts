import { expect } from "chai";
import { emptyRun, fold } from "../../../automation/journal/fold.ts";
import { logLines } from "../../../automation/report/eventLog.ts";
import { FAILURE, Story } from "../../helpers/story.ts";
import { aDisaster, aPlannedMove } from "../../helpers/virtual/moves.ts";

describe("the event log", () => {
  const linesOf = (story: Story) => {
    const state = emptyRun();
    return story.events.flatMap((event) => logLines(event, fold(state, event)));
  };
  const namesOf = (story: Story) => linesOf(story).map(({ event }) => event);
  const planned = () => new Story(aPlannedMove());

  it("has one name for each thing that others wait for, and no other", () => {
    const story = planned()
      .finished("drain")
      .done("demote-old-primary")
      .done("move-traffic")
      .done("promote-new-primary")
      .finished("verify-clients")
      .done("update-stack")
      .finished("await-attached")
      .ended();
    expect(new Set(namesOf(story))).to.deep.equal(
      new Set([
        "run.started",
        "step.started",
        "step.finished",
        "wal.converged",
        "fence.confirmed",
        "demoted",
        "traffic.moved",
        "promoted",
        "client.first_ok",
        "stack.reconciled",
        "reattached",
        "run.finished",
      ]),
    );
  });

  it("begins with the run and ends with its outcome", () => {
    const lines = linesOf(planned().ended({ outcome: "incomplete", exitCode: 13 }));
    expect(lines).to.deep.equal([
      {
        event: "run.started",
        at: "1970-01-01T00:00:00.000Z",
        run: "2026-11-27T00-00-amber-fox",
        verb: "switchover",
        environment: "test",
        from: "us-west-2",
        to: "us-east-1",
      },
      {
        event: "run.finished",
        at: "1970-01-01T00:00:02.000Z",
        run: "2026-11-27T00-00-amber-fox",
        outcome: "incomplete",
        exitCode: 13,
      },
    ]);
  });

  it("says how often a step was tried, whether it was found done, and by which code it failed", () => {
    const story = planned()
      .started("demote-old-primary")
      .unknown("demote-old-primary")
      .started("demote-old-primary")
      .finished("quiesce", {}, { found: true })
      .failed("update-stack");
    const lines = linesOf(story).slice(1);
    expect(lines[1]).to.include({ event: "step.started", step: "demote-old-primary", attempt: 2 });
    expect(lines[2]).to.include({ event: "step.finished", step: "quiesce", found: true });
    expect(lines[3]).to.include({ event: "step.finished", failed: FAILURE.code });
  });

  it("says which way a step belongs to", () => {
    const lines = linesOf(planned().wentBack().started("promote-back"));
    expect(lines.at(-1)).to.include({ step: "promote-back", phase: "back" });
  });

  it("does not say that a fence is confirmed when it is not", () => {
    const fence = (is: string) =>
      namesOf(new Story(aDisaster()).finished("fence-old-primary", { fence: is }));
    expect(fence("demoted")).to.include("fence.confirmed");
    expect(fence("unproven")).to.not.include("fence.confirmed");
    expect(fence("none")).to.not.include("fence.confirmed");
  });

  it("does not say that the secondary has every WAL when the roots differ", () => {
    const compared = (rootsEqual: boolean) =>
      namesOf(planned().done("compare-roots", { facts: { rootsEqual } }));
    expect(compared(true)).to.include("wal.converged");
    expect(compared(false)).to.not.include("wal.converged");
  });

  it("does not say that a step reached what it failed to reach", () => {
    const story = planned()
      .failed("move-traffic")
      .failed("verify-clients")
      .failed("await-attached");
    expect(namesOf(story).slice(1)).to.deep.equal([
      "step.finished",
      "step.finished",
      "step.finished",
    ]);
  });

  it("keeps the journal's own names to itself", () => {
    const story = planned().started("quiesce").ok("quiesce").wentBack().halted().resumed();
    expect(namesOf(story)).to.deep.equal(["run.started", "step.started"]);
  });
});
