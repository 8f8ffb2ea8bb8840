import { expect } from "chai";
import type { Effect } from "../../../../sandbox/model/faults.ts";
import { EAST } from "../../../helpers/vaultWorld.ts";
import { Driver, storyOf } from "../../../helpers/virtual/driver.ts";
import { anEstate, countOf, type Estate, endStateOf } from "../../../helpers/virtual/estate.ts";
import { aPlannedMove } from "../../../helpers/virtual/moves.ts";

const CATCHING_UP: Effect = {
  kind: "answer",
  status: 503,
  text: "replication is still catching up",
};

describe("a promotion of unknown fate", () => {
  let estate: Estate;
  beforeEach(() => {
    estate = anEstate();
  });

  const unclear: [string, Effect][] = [
    ["the connection was cut", { kind: "lose-answer", applied: false }],
    ["nobody answered in time", { kind: "hang", applied: false }],
    ["a load balancer said 503", { kind: "answer", status: 503, text: "no healthy upstream" }],
    ["Vault said 500", { kind: "answer", status: 500, text: "internal error" }],
  ];
  for (const [what, effect] of unclear) {
    it(`is never rolled back: ${what}, once among refusals`, async () => {
      const call = `${EAST} promote`;
      estate.pair.faults.add({ call, times: 2, effect: CATCHING_UP });
      estate.pair.faults.add({ call, times: 1, effect });
      estate.pair.faults.add({ call, times: 1_000, effect: CATCHING_UP });
      let firstSentAt = 0;
      const driver = new Driver(estate).onEvent((event) => {
        if (event.kind === "started" && event.step === "promote-new-primary")
          firstSentAt ||= event.at;
      });

      const ending = await driver.begin(aPlannedMove());

      expect(ending).to.deep.include({ is: "halted" });
      expect(ending).to.have.nested.property("failure.code", "NOT_PRIMARY_IN_TIME");
      expect(ending).to.have.nested.property("failure.now").that.includes("may have taken effect");
      expect(estate.clock.now() - firstSentAt).to.be.within(120_000, 140_000);
      expect(countOf(estate, "vault.promote back")).to.equal(0);
      expect(storyOf(estate)).to.not.include("went-back");
    });
  }

  it("stays unknown for the run that resumes, which goes forward", async () => {
    const call = `${EAST} promote`;
    estate.pair.faults.add({ call, times: 1, effect: { kind: "lose-answer", applied: false } });
    estate.pair.faults.add({ call, times: 1_000, effect: CATCHING_UP });
    await new Driver(estate).begin(aPlannedMove());
    estate.pair.faults.clear();

    expect(await new Driver(estate).resume()).to.deep.equal({ is: "succeeded" });

    const undisturbed = anEstate();
    await new Driver(undisturbed).begin(aPlannedMove());
    expect(endStateOf(estate)).to.deep.equal(endStateOf(undisturbed));
  });

  it("is assumed when the process died after it had written down that it begins", async () => {
    const call = `${EAST} promote`;
    estate.pair.faults.add({ call, times: 1_000, effect: CATCHING_UP });
    const dying = new Driver(estate).onEvent((event) => {
      if (event.kind === "started" && event.step === "promote-new-primary") dying.die();
    });
    expect(await dying.begin(aPlannedMove())).to.equal(null);
    await estate.clock.pass(30_000);
    expect(await new Driver(estate).resume()).to.deep.include({ is: "halted" });
    expect(countOf(estate, "vault.promote back")).to.equal(0);
  });

  it("is known once the target is primary: an accepted promotion that is slow is waited for", async () => {
    estate = anEstate({ settings: { roleChangeMs: 40_000 } });
    const plan = aPlannedMove({}, 30_000);
    const demotion = plan.stages.find(({ name }) => name === "demote")?.steps[0];
    if (demotion) demotion.boundMs = 100_000;
    const compare = plan.stages.find(({ name }) => name === "hand over")?.steps[1];
    if (compare) compare.boundMs = 100_000;
    expect(await new Driver(estate).begin(plan)).to.deep.equal({ is: "succeeded" });
    expect(countOf(estate, "vault.promote")).to.equal(1);
  });
});
