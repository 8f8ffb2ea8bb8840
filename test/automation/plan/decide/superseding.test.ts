import { expect } from "chai";
import { decide } from "../../../../automation/plan/decide.ts";
import type { Plan } from "../../../../automation/plan/plan.ts";
import type { Snapshot, Unfinished } from "../../../../automation/plan/snapshot.ts";
import { ok, unknown } from "../../../../ground/answer.ts";
import {
  AT,
  aConfig,
  anUnfinished,
  aRequest,
  aSecondary,
  aSnapshot,
} from "../../../helpers/healthyCase.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";

describe("the decision on a failover while a planned move is unfinished", () => {
  const clusters = { [WEST]: unknown("timed-out", "silent"), [EAST]: ok(aSecondary()) };
  const planIn = (world: Partial<Snapshot>, config = aConfig()): Plan => {
    const look = aSnapshot({ clusters, ...world });
    const decision = decide(aRequest({ verb: "failover" }), look, config);
    if (decision.is !== "plan") throw new Error(JSON.stringify(decision));
    return decision.plan;
  };
  const planAfter = (unfinished: Unfinished): Plan => planIn({ unfinished });
  const stepsOf = ({ stages }: Plan) =>
    stages.flatMap(({ steps }) => steps.map(({ step }) => step));

  it("keeps what that move left behind, and lets its writers go on once service is proven", () => {
    const left = { quiesced: true, rootsEqual: true, busyUntil: AT + 1 };
    const plan = planAfter(anUnfinished(left));
    expect(plan.move.supersedes).to.deep.equal({ run: anUnfinished().run, ...left });
    const steps = stepsOf(plan);
    expect(steps.indexOf("unquiesce")).to.be.greaterThan(steps.indexOf("verify-serving"));
  });

  it("brings the record's TTL back, which that move may have taken down", () => {
    expect(stepsOf(planAfter(anUnfinished()))).to.include("restore-ttl");
  });

  it("does both where the run store is silent and nobody knows of such a move", () => {
    const steps = stepsOf(planIn({ storeLeftOut: true }));
    expect(steps).to.include.members(["unquiesce", "restore-ttl"]);
    const none = aConfig({ hooks: {} });
    expect(stepsOf(planIn({ storeLeftOut: true }, none))).to.not.include("unquiesce");
    expect(stepsOf(planIn({}))).to.not.include.members(["unquiesce", "restore-ttl"]);
  });

  it("lets those go on whom a run before left stopped, although that has ended (seed 14226)", () => {
    expect(stepsOf(planIn({ writersStopped: true }))).to.include("unquiesce");
    const none = aConfig({ hooks: {} });
    expect(stepsOf(planIn({ writersStopped: true }, none))).to.not.include("unquiesce");
  });

  it("lets nobody go on who was not stopped", () => {
    expect(stepsOf(planAfter(anUnfinished()))).to.not.include("unquiesce");
  });
});
