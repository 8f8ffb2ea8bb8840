import { expect } from "chai";
import { planText, type StepPlan } from "../../../automation/report/planText.ts";

const STEP: StepPlan = {
  stage: "demote",
  step: "demote-old-primary",
  title: "demote us-west-2",
  calls: ["POST us-west-2 sys/replication/dr/primary/demote"],
  undo: "promote-back",
  undoable: true,
  boundMs: 30_000,
  usualMs: 2_100,
};

describe("a plan in words", () => {
  it("has a numbered line a step, with its usual time and its bound, and the calls below", () => {
    expect(
      planText([STEP, { ...STEP, title: "promote", undoable: false, usualMs: null }]),
    ).to.equal(
      [
        " 1. demote us-west-2  [usually 2.10 s, at most 30.0 s; can be undone]",
        "      POST us-west-2 sys/replication/dr/primary/demote",
        " 2. promote  [at most 30.0 s; forward only]",
        "      POST us-west-2 sys/replication/dr/primary/demote",
        "",
      ].join("\n"),
    );
  });
});
