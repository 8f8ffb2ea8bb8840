import { expect } from "chai";
import type { Move } from "../../../../automation/plan/plan.ts";
import type { HookEnvironment } from "../../../../automation/ports/hooks.ts";
import { afterHooks, beforeHooks } from "../../../../automation/steps/service/aroundHooks.ts";
import type { Past, Step } from "../../../../automation/steps/step.ts";
import { type Answer, ok, refused, unknown } from "../../../../ground/answer.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";
import { Driver } from "../../../helpers/virtual/driver.ts";
import { anEstate } from "../../../helpers/virtual/estate.ts";
import { aMove } from "../../../helpers/virtual/moves.ts";

const PLANNED = aMove();
const DISASTER = aMove({ verb: "failover" });
const REATTACHMENT = aMove({ verb: "reattach" });

const past = (...sent: ("accepted" | "refused or lost")[]): Past => ({
  facts: {},
  attempts: sent.map((came) => ({ at: 0, busyUntil: 0, ok: came === "accepted", ours: true })),
  since: 0,
  lost: () => ({ calls: 0, sent: 0, busyUntil: 0 }),
  run: "2026-11-27T00-00-amber-fox",
  phase: "forward",
  leaseNumber: 1,
  mayStillSend: () => true,
});

describe("the hooks around a run", () => {
  const { ports } = new Driver(anEstate());
  const probe = (step: Step, move: Move, before: Past) => step.probe(ports, move, before);
  const act = async (step: Step, move: Move, answer: Answer<void> = ok(undefined)) => {
    const heard: { hook: string; about: HookEnvironment; boundMs: number }[] = [];
    const hooks = {
      has: () => true,
      run: async (hook: string, about: HookEnvironment, boundMs: number) => {
        heard.push({ hook, about, boundMs });
        return answer;
      },
    };
    return { answer: await step.act({ ...ports, hooks }, move, past()), heard };
  };

  it("change neither Vault, DNS nor a fence, and count as time of the hook's", () => {
    for (const step of [beforeHooks, afterHooks])
      expect(step).to.include({ touches: false, fleeting: false, undo: null, waitsFor: "hook" });
  });

  it("are told the run and both Regions", async () => {
    const about = { run: "2026-11-27T00-00-amber-fox", from: WEST, to: EAST };
    const { answer, heard } = await act(beforeHooks, PLANNED);
    expect(answer).to.deep.equal(ok({}));
    expect(heard).to.deep.equal([{ hook: "before", about, boundMs: 60_000 }]);
    expect((await act(afterHooks, PLANNED)).heard[0]).to.deep.include({ hook: "after", about });
  });

  it("have seconds before a disaster's promotion, and a minute elsewhere", async () => {
    const boundOf = async (step: Step, move: Move) => (await act(step, move)).heard[0]?.boundMs;
    expect(await boundOf(beforeHooks, DISASTER)).to.equal(4_000);
    expect(await boundOf(afterHooks, DISASTER)).to.equal(60_000);
    expect(await boundOf(afterHooks, REATTACHMENT)).to.equal(60_000);
  });

  it("are run once a run: what was accepted is done", async () => {
    for (const step of [beforeHooks, afterHooks]) {
      expect(await probe(step, PLANNED, past())).to.deep.equal({ is: "todo" });
      expect(await probe(step, PLANNED, past("accepted"))).to.deep.include({ is: "done" });
      expect(await probe(step, DISASTER, past("accepted"))).to.deep.include({ is: "done" });
    }
  });

  it("that failed are run again when the run is taken up, but never before a disaster's promotion", async () => {
    const failed = past("refused or lost");
    expect(await probe(beforeHooks, PLANNED, failed)).to.deep.equal({ is: "todo" });
    expect(await probe(afterHooks, DISASTER, failed)).to.deep.equal({ is: "todo" });
    const again = await probe(beforeHooks, DISASTER, failed);
    expect(again).to.have.nested.property("failure.code", "HOOK_FAILED");
  });

  it("that had to be killed did not end well, and are not sent again at once", async () => {
    const { answer } = await act(afterHooks, PLANNED, unknown("timed-out", "not done in 60000 ms"));
    expect(answer).to.deep.include({ is: "refused", status: 124, text: "not done in 60000 ms" });
  });

  it("that fail are told with their words and what to do", () => {
    const failure = (step: Step, move: Move) => step.refused(refused(3, "no pager (./page)"), move);
    expect(failure(beforeHooks, PLANNED)).to.deep.equal({
      code: "HOOK_FAILED",
      now: "The before hooks did not end well (3: no pager (./page)).",
      next: "Mend the hook, then run the move again.",
    });
    expect(failure(beforeHooks, DISASTER)?.next).to.include("The failover goes on without");
    expect(afterHooks.late(PLANNED, "").now).to.include("(not done in time)");
    for (const move of [PLANNED, DISASTER, REATTACHMENT])
      expect(failure(afterHooks, move)?.next).to.include("vault-dr resume test");
  });
});
