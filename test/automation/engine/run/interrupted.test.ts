import { expect } from "chai";
import type { Plan, StepName } from "../../../../automation/plan/plan.ts";
import { WEST } from "../../../helpers/vaultWorld.ts";
import { Driver, storyOf } from "../../../helpers/virtual/driver.ts";
import { anEstate, type Estate, endStateOf } from "../../../helpers/virtual/estate.ts";
import { aDisaster, aPlannedMove } from "../../../helpers/virtual/moves.ts";

describe("Ctrl-C", function () {
  this.timeout(60_000);
  let estate: Estate;
  beforeEach(() => {
    estate = anEstate();
  });
  const interruptedAt = (kind: string, step: StepName) => {
    const driver = new Driver(estate).onEvent((event) => {
      if (event.kind === kind && "step" in event && event.step === step) driver.interrupt();
    });
    return driver.begin(aPlannedMove());
  };

  it("before anything was touched ends the run as cancelled, with nothing begun", async () => {
    const before = endStateOf(estate);
    const ending = await interruptedAt("finished", "follow-closely");
    expect(ending).to.have.nested.property("failure.code", "CANCELLED");
    expect(ending).to.include({ is: "failed" });
    expect(endStateOf(estate)).to.deep.equal(before);
  });

  it("in the middle of a step lets the call end, writes its answer down, and begins no other", async () => {
    const ending = await interruptedAt("started", "demote-old-primary");
    expect(ending).to.deep.include({ is: "halted" });
    expect(ending).to.have.nested.property("failure.code", "INTERRUPTED");
    expect(storyOf(estate).slice(-3)).to.deep.equal([
      "started demote-old-primary",
      "answered demote-old-primary",
      "halted demote-old-primary",
    ]);
  });

  const plans: Record<string, { plan: () => Plan; silent: boolean }> = {
    "a planned move": { plan: aPlannedMove, silent: false },
    "a disaster": { plan: () => aDisaster({ oldPrimarySilent: true }), silent: true },
    "a disaster whose old primary answers": { plan: aDisaster, silent: false },
  };
  for (const [name, { plan, silent }] of Object.entries(plans)) {
    const enter = () => {
      estate = anEstate();
      if (silent) estate.pair.setReach(WEST, "refused");
      return endStateOf(estate);
    };
    const begun = (interruptAt: number | null) => {
      enter();
      let entries = 0;
      const driver = new Driver(estate).onEvent(() => {
        if (entries++ === interruptAt) driver.interrupt();
      });
      return driver.begin(plan()).then((ending) => ({ ending, entries }));
    };

    it(`after any entry of the journal of ${name}: cancelled or stopped, and resume ends as without`, async () => {
      const asItWas = enter();
      const undisturbed = await begun(null);
      expect(undisturbed.ending).to.deep.equal({ is: "succeeded" });
      expect(undisturbed.entries).to.be.greaterThan(15);
      const end = endStateOf(estate);
      for (let at = 0; at < undisturbed.entries; at++) {
        const { ending } = await begun(at);
        if (ending?.is === "failed") {
          expect(ending.failure.code, `entry ${at}`).to.equal("CANCELLED");
          expect(endStateOf(estate), `entry ${at}`).to.deep.equal(asItWas);
          continue;
        }
        if (ending?.is === "halted") {
          expect(ending.failure.code, `entry ${at}`).to.equal("INTERRUPTED");
          expect(await new Driver(estate).resume(), `entry ${at}`).to.deep.equal({
            is: "succeeded",
          });
        }
        expect(endStateOf(estate), `entry ${at}`).to.deep.equal(end);
      }
    });
  }

  it("wakes whoever waits: a demotion that does not show is not waited for", async () => {
    estate = anEstate({ settings: { roleChangeMs: 25_000 } });
    const driver = new Driver(estate).onEvent((event) => {
      if (event.kind === "finished" && event.step === "move-traffic") driver.interrupt();
    });
    await driver.begin(aPlannedMove());
    const { at } = estate.arrivals.find(({ what }) => what.endsWith("vault.demote")) ?? { at: 0 };
    expect(estate.clock.now() - at).to.be.below(4_000);
  });
});
