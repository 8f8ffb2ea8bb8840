import { expect } from "chai";
import { STEPS } from "../../../../automation/steps/catalogue.ts";
import { clusterIn } from "../../../../sandbox/model/vault/world.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";
import { stateIn } from "../../../helpers/virtual/acts.ts";
import { Driver, RUN } from "../../../helpers/virtual/driver.ts";
import { anEstate, countOf } from "../../../helpers/virtual/estate.ts";
import { aMove, aPlannedMove } from "../../../helpers/virtual/moves.ts";
import { letWritesSlipIn, sleepInCeremony } from "../../../helpers/virtual/weather.ts";

describe("a promotion", () => {
  it("is sent with the address that the other cluster is to replicate from", async () => {
    const { pair, ...estate } = anEstate();
    await new Driver({ pair, ...estate }).begin(aPlannedMove());
    expect(clusterIn(pair.world, EAST).primaryClusterAddr).to.equal("127.0.2.1:8201");
  });

  it("is not forced unless that was agreed to", async () => {
    const promoted = async (forceIncomplete: boolean) => {
      const estate = anEstate();
      const driver = new Driver(estate).onEvent((event) => {
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

  it("is not sent after its announced end when the key ceremony took its time", async () => {
    const estate = anEstate();
    const dying = new Driver(estate, "shares").onEvent((event) => {
      if (event.kind === "finished" && event.step === "compare-roots") dying.die();
    });
    await dying.begin(aPlannedMove({}, 600_000));
    sleepInCeremony(estate, EAST, 60_000);
    // It has to generate a token inside the act; a call after the announced end would be thrown at us. The lease has
    // ended while the machine slept: this process stops, and nothing was sent.
    const code = await new Driver(estate, "shares").resume().catch(codeOf);
    expect(code).to.equal("LEASE_LOST");
    expect(countOf(estate, "vault.promote")).to.equal(0);
    const { steps } = stateIn(estate.store, RUN);
    const sent = steps.find(({ step }) => step === "promote-new-primary")?.attempts ?? [];
    expect(sent[0]?.answer).to.deep.include({ is: "refused", definite: true });
  });

  for (const roleChangeMs of [200, 2_000, 24_000]) {
    it(`that takes ${roleChangeMs} ms is seen a fortieth of that too late at most, by less than 150 looks`, async () => {
      const estate = anEstate({ settings: { roleChangeMs } });
      let [answered, finished, before] = [0, 0, 0];
      const views = () => countOf(estate, "status");
      const driver = new Driver(estate).onEvent((event) => {
        if (!("step" in event) || event.step !== "promote-new-primary") return;
        if (event.kind === "started") before = views();
        if (event.kind === "answered") answered = event.at;
        if (event.kind === "finished") finished = event.at;
        if (event.kind === "finished") before = views() - before;
      });
      await driver.begin(aPlannedMove({}, 600_000));
      const late = finished - answered - roleChangeMs;
      expect(late).to.be.within(-10, Math.max(60, roleChangeMs / 40 + 10));
      expect(before).to.be.below(150);
    });
  }

  it("names the way out of a target that catches up no more; the old primary is never behind", () => {
    const why = "503: replication is still catching up";
    const next = (name: "promote-new-primary" | "promote-back", said: string) =>
      STEPS[name].late(aMove(), said).next;
    expect(next("promote-new-primary", why)).to.contain("vault-dr resume test --force-incomplete");
    expect(next("promote-new-primary", "no answer")).to.not.contain("--force-incomplete");
    expect(next("promote-back", why)).to.not.contain("--force-incomplete");
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

  it("waits out a lost demotion also when a second one was accepted", async () => {
    const estate = anEstate({ settings: { roleChangeMs: 200 } });
    estate.late.push({ call: `${WEST} /demote`, landsAfterMs: 9_000 });
    letWritesSlipIn(estate, 2);
    const ending = await new Driver(estate).begin(aPlannedMove({ quiesce: false }));
    expect(ending).to.deep.include({ is: "went-back" });
    expect(countOf(estate, "vault.demote")).to.equal(2);
    await estate.clock.pass(20_000);
    expect(clusterIn(estate.pair.world, WEST).mode).to.equal("primary");
  });
});

const codeOf = (error: { failure?: { code: string } }): string | undefined => error.failure?.code;
