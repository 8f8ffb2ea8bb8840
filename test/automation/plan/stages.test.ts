import { expect } from "chai";
import type { Move, Plan, Stage, StepName } from "../../../automation/plan/plan.ts";
import { reattachPlan, reconcilePlan } from "../../../automation/plan/stages/afterwards.ts";
import { disasterPlan } from "../../../automation/plan/stages/disaster.ts";
import { plannedPlan } from "../../../automation/plan/stages/planned.ts";
import { aMove } from "../../helpers/virtual/moves.ts";

type Options = Partial<Move["options"]>;

const BOTH: Options = { hooks: { before: true, after: true } };
const planned = (options: Options): Plan =>
  plannedPlan(aMove({}, options), { drainTimeoutMs: 10_000, rollbackAfterMs: 15_000 });
const disaster = (options: Options): Plan => disasterPlan(aMove({ verb: "failover" }, options));
const reattachment = (options: Options): Plan => reattachPlan(aMove({ verb: "reattach" }, options));
const reconciliation = (options: Options): Plan =>
  reconcilePlan(aMove({ verb: "reconcile" }, options));

const stepsOf = (stage: Stage | undefined) => stage?.steps ?? [];
const namesOf = (stages: Stage[]): StepName[] =>
  stages.flatMap((stage) => stepsOf(stage).map(({ step }) => step));

describe("the stages of a plan, with hooks around them", () => {
  it("have no step for hooks that are not configured", () => {
    for (const plan of [planned, disaster, reattachment, reconciliation]) {
      const { stages, undo } = plan({});
      expect(namesOf([...stages, ...undo])).to.not.include("before-hooks");
      expect(namesOf([...stages, ...undo])).to.not.include("after-hooks");
    }
    const onlyBefore = planned({ hooks: { before: true, after: false } });
    expect(namesOf([...onlyBefore.stages, ...onlyBefore.undo])).to.not.include("after-hooks");
  });

  it("begin a planned move with the before hooks, which send it back when they fail", () => {
    const { stages } = planned(BOTH);
    expect(stepsOf(stages[0])).to.deep.equal([
      { step: "before-hooks", boundMs: 60_000, onFailure: "go-back" },
    ]);
  });

  it("have the before hooks of a disaster beside its first stage, short, and go on without them", () => {
    const hook = { step: "before-hooks", boundMs: 4_000, onFailure: "remain" };
    for (const oldPrimarySilent of [true, false]) {
      const { stages } = disaster({ ...BOTH, oldPrimarySilent });
      expect(stepsOf(stages[0])).to.deep.include(hook);
      expect(namesOf(stages.slice(0, 1))).to.include("obtain-operation-token");
      expect(namesOf(stages.slice(1))).to.not.include("before-hooks");
    }
  });

  it("end with the after hooks: a move, its way back, a disaster and a reattachment", () => {
    const last = [{ step: "after-hooks", boundMs: 60_000, onFailure: "remain" }];
    const [move, lost] = [planned(BOTH), disaster(BOTH)];
    for (const stages of [
      move.stages,
      move.undo,
      lost.stages,
      lost.undo,
      reattachment(BOTH).stages,
    ]) {
      expect(stepsOf(stages.at(-1))).to.deep.equal(last);
      expect(namesOf(stages).filter((name) => name === "after-hooks")).to.have.length(1);
    }
  });

  it("have no hooks where only records are brought up to date, and none before a reattachment", () => {
    expect(namesOf(reconciliation(BOTH).stages)).to.deep.equal([
      "write-serving-record",
      "write-stack-file",
      "update-stack",
    ]);
    expect(namesOf(reattachment(BOTH).stages)).to.not.include("before-hooks");
  });
});

describe("the stages of a reattachment", () => {
  it("let writers go on whom a run before has left stopped, before the after hooks", () => {
    const move = aMove({ verb: "reattach" }, BOTH);
    const plan = reattachPlan(move, { writersStopped: true });
    for (const stages of [plan.stages, plan.withRoot ?? []])
      expect(namesOf(stages).slice(-2)).to.deep.equal(["unquiesce", "after-hooks"]);
    expect(namesOf(reattachPlan(move).stages)).to.not.include("unquiesce");
  });
});

describe("the stages of bookkeeping", () => {
  it("move the traffic first, where clients are led to another Region", () => {
    const { stages } = reconcilePlan(aMove({ verb: "reconcile" }), { isLedElsewhere: true });
    expect(namesOf(stages)).to.deep.equal([
      "move-traffic",
      "write-serving-record",
      "write-stack-file",
      "update-stack",
    ]);
  });
});

describe("the stages of a reattachment with a root token", () => {
  const names = namesOf(reattachment({ generateRoot: true }).stages);

  it("have it in hand before anything is touched, and see to its end once the data are the new ones", () => {
    expect(names).to.deep.equal([
      "obtain-root-token",
      "demote-old-primary",
      "attach-old-primary",
      "await-attached",
      "discard-root-token",
      "delete-generated-tokens",
    ]);
  });

  it("are there for a resume that brings the consent later, and not used before", () => {
    const plain = reattachment({});
    expect(namesOf(plain.stages)).to.not.include("obtain-root-token");
    expect(namesOf(plain.withRoot ?? [])).to.deep.equal(names);
  });
});
