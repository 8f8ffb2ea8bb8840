import { expect } from "chai";
import { clusterIn } from "../../../../sandbox/model/vault/world.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";
import { stateIn } from "../../../helpers/virtual/acts.ts";
import { Driver, RUN } from "../../../helpers/virtual/driver.ts";
import { anEstate, countOf } from "../../../helpers/virtual/estate.ts";
import { aPlannedMove } from "../../../helpers/virtual/moves.ts";

describe("a promotion", () => {
  it("is sent with the address that the other cluster is to replicate from", async () => {
    const { pair, ...estate } = anEstate();
    await new Driver({ pair, ...estate }).begin(aPlannedMove());
    expect(clusterIn(pair.world, EAST).primaryClusterAddr).to.equal("127.0.2.1:8201");
  });

  it("is not forced unless that was agreed to", async () => {
    const promoted = async (forceIncomplete: boolean) => {
      const estate = anEstate();
      const driver = new Driver(estate).onAppended((event) => {
        if (event.kind === "finished" && event.step === "compare-roots") {
          clusterIn(estate.pair.world, EAST).state = "merkle-sync";
        }
      });
      return (await driver.begin(aPlannedMove({ forceIncomplete })))?.is;
    };
    expect(await promoted(false)).to.equal("went-back");
    expect(await promoted(true)).to.equal("succeeded");
  });

  it("sends nothing without a credential", async () => {
    const estate = anEstate();
    const plan = aPlannedMove();
    plan.stages.splice(
      0,
      plan.stages.findIndex(({ name }) => name === "promote"),
    );
    const ending = await new Driver(estate, "none").begin(plan);
    expect(ending).to.have.nested.property("because.code", "PROMOTION_REFUSED");
    expect(countOf(estate, "dr/secondary/promote")).to.equal(0);
  });

  it("repeats a refusal that may pass, at growing distances", async () => {
    const estate = anEstate();
    const text = "replication is still catching up";
    const effect = { kind: "answer", status: 503, text } as const;
    estate.pair.faults.add({ call: `${EAST} promote`, times: 4, effect });
    expect(await new Driver(estate).begin(aPlannedMove())).to.deep.equal({ is: "succeeded" });
    const { steps } = stateIn(estate.store, RUN);
    const sent = steps.find(({ step }) => step === "promote-new-primary")?.attempts ?? [];
    const pauses = sent.slice(1).map(({ at }, index) => at - (sent[index]?.at ?? 0));
    expect(pauses.map((ms) => Math.round(ms / 250) * 250)).to.deep.equal([250, 500, 1_000, 2_000]);
  });
});

describe("the way back to the old primary", () => {
  it("waits out a demotion whose answer was lost, and that may still arrive", async () => {
    const estate = anEstate();
    estate.late.push({ call: `${WEST} /demote`, landsAfterMs: 14_000 });
    const plan = aPlannedMove();
    const demotion = plan.stages.find(({ name }) => name === "demote")?.steps[0];
    if (demotion) demotion.boundMs = 3_000; // it gives up before it sends a second one
    const ending = await new Driver(estate).begin(plan);
    expect(ending).to.have.nested.property("because.code", "DEMOTE_FAILED");
    await estate.clock.pass(20_000);
    expect(clusterIn(estate.pair.world, WEST)).to.include({ mode: "primary", state: "running" });
    expect(estate.writers.stopped).to.equal(false);
  });
});
