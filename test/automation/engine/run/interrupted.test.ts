import { expect } from "chai";
import type { StepName } from "../../../../automation/plan/plan.ts";
import { Driver, storyOf } from "../../../helpers/virtual/driver.ts";
import { anEstate, type Estate, endStateOf } from "../../../helpers/virtual/estate.ts";
import { aPlannedMove } from "../../../helpers/virtual/moves.ts";

describe("Ctrl-C", () => {
  let estate: Estate;
  beforeEach(() => {
    estate = anEstate();
  });
  const interruptedAt = (kind: string, step: StepName) => {
    const driver = new Driver(estate).onAppended((event) => {
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

  const moments: [string, StepName][] = [
    ["finished", "prime-record"],
    ["finished", "quiesce"],
    ["finished", "demote-old-primary"],
    ["started", "promote-new-primary"],
    ["finished", "verify-clients"],
    ["started", "update-stack"],
  ];
  for (const [kind, step] of moments) {
    it(`when ${step} has ${kind}: stopped, and resume ends as without`, async () => {
      expect(await interruptedAt(kind, step)).to.have.nested.property(
        "failure.code",
        "INTERRUPTED",
      );
      expect(await new Driver(estate).resume()).to.deep.equal({ is: "succeeded" });
      const undisturbed = anEstate();
      await new Driver(undisturbed).begin(aPlannedMove());
      expect(endStateOf(estate)).to.deep.equal(endStateOf(undisturbed));
    });
  }

  it("wakes whoever waits: a demotion that does not show is not waited for", async () => {
    estate = anEstate({ settings: { roleChangeMs: 25_000 } });
    const driver = new Driver(estate).onAppended((event) => {
      if (event.kind === "finished" && event.step === "move-traffic") driver.interrupt();
    });
    await driver.begin(aPlannedMove());
    const { at } = estate.arrivals.find(({ what }) => what.endsWith("vault.demote")) ?? { at: 0 };
    expect(estate.clock.now() - at).to.be.below(4_000);
  });
});
