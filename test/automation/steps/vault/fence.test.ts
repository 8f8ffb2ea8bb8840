import { expect } from "chai";
import type { Effect } from "../../../../sandbox/model/faults.ts";
import { clusterIn } from "../../../../sandbox/model/vault/world.ts";
import { WEST } from "../../../helpers/vaultWorld.ts";
import { stateIn } from "../../../helpers/virtual/acts.ts";
import { Driver, RUN } from "../../../helpers/virtual/driver.ts";
import { anEstate, countOf, type Estate } from "../../../helpers/virtual/estate.ts";
import { aDisaster } from "../../../helpers/virtual/moves.ts";

const DENIED: Effect = { kind: "answer", status: 403, text: "permission denied" };
const BALANCER: Effect = { kind: "answer", status: 503, text: "no healthy upstream" };

describe("fencing the old primary", () => {
  let estate: Estate;
  beforeEach(() => {
    estate = anEstate();
  });
  const failover = (options: Parameters<typeof aDisaster>[0] = {}) =>
    new Driver(estate).begin(aDisaster(options));
  const fence = () => stateIn(estate.store, RUN).facts.fence;

  it("stops the run before anything is promoted when it answers and may not be demoted", async () => {
    estate.pair.faults.add({ call: `${WEST} demote`, times: 1_000, effect: DENIED });
    const ending = await failover();
    expect(ending).to.have.nested.property("failure.code", "FENCE_IMPOSSIBLE");
    expect(ending).to.include({ is: "halted" });
    expect(countOf(estate, "vault.promote")).to.equal(0);
  });

  it("stops it within ten seconds or so when the demotion never shows", async () => {
    estate.pair.faults.add({ call: `${WEST} demote`, times: 1_000, effect: BALANCER });
    const startedAt = estate.clock.now();
    expect(await failover()).to.have.nested.property("failure.code", "FENCE_IMPOSSIBLE");
    expect(estate.clock.now() - startedAt).to.be.within(10_000, 13_000);
    expect(countOf(estate, "vault.promote")).to.equal(0);
  });

  it("goes on without, when that is accepted, and says that nothing fences it", async () => {
    estate.pair.faults.add({ call: `${WEST} demote`, times: 1_000, effect: DENIED });
    expect(await failover({ acceptUnfenced: true })).to.deep.equal({ is: "succeeded" });
    expect(fence()).to.equal("none");
  });

  it("demotes it all the same where it can, consent or not", async () => {
    expect(await failover({ acceptUnfenced: true })).to.deep.equal({ is: "succeeded" });
    expect(fence()).to.equal("demoted");
    expect(estate.pair.world.writable.overlaps()).to.deep.equal([]);
  });

  it("takes a refusal that may pass for no refusal", async () => {
    estate.pair.faults.add({ call: `${WEST} demote`, times: 3, effect: BALANCER });
    expect(await failover()).to.deep.equal({ is: "succeeded" });
    expect(fence()).to.equal("demoted");
  });

  it("finds done what is a secondary already: nothing is sent", async () => {
    estate.pair.demote(WEST);
    estate.pair.pass(3_000);
    expect(await failover()).to.deep.equal({ is: "succeeded" });
    expect(fence()).to.equal("demoted");
    expect(countOf(estate, "vault.demote")).to.equal(0);
  });

  it("records as unproven what goes silent while it is demoted, and does not wait for it longer", async () => {
    estate.pair.faults.add({
      call: `${WEST} demote`,
      times: 1,
      effect: { kind: "lose-answer", applied: false },
    });
    const driver = new Driver(estate).onEvent((event) => {
      if (event.kind === "answered" && event.step === "fence-old-primary") {
        estate.pair.setReach(WEST, "refused");
      }
    });
    expect(await driver.begin(aDisaster())).to.deep.equal({ is: "succeeded" });
    expect(fence()).to.equal("unproven");
  });

  it("takes a sealed one for a silent one: nobody writes to it, and nobody could demote it", async () => {
    clusterIn(estate.pair.world, WEST).sealed = true;
    const startedAt = estate.clock.now();
    let fencedAt = Number.POSITIVE_INFINITY;
    const driver = new Driver(estate).onEvent((event) => {
      if (event.kind === "finished" && event.step === "fence-old-primary") fencedAt = event.at;
    });
    expect(await driver.begin(aDisaster())).to.deep.equal({ is: "succeeded" });
    expect(fence()).to.equal("unproven");
    expect(fencedAt - startedAt).to.be.lessThan(1_000);
    expect(countOf(estate, "vault.demote")).to.equal(0);
  });

  it("goes on without one that does not tell its role, when that is accepted, once it has had its time", async () => {
    clusterIn(estate.pair.world, WEST).modeUnknownUntil = Number.POSITIVE_INFINITY;
    expect(await failover()).to.have.nested.property("failure.code", "FENCE_IMPOSSIBLE");
    const resumed = await new Driver(estate).resume({ acceptUnfenced: true });
    expect(resumed).to.deep.equal({ is: "succeeded" });
    expect(fence()).to.equal("none");
  });

  it("stops it with the command that goes on without, which then does", async () => {
    estate.pair.faults.add({ call: `${WEST} demote`, times: 1_000, effect: DENIED });
    expect(await failover())
      .to.have.nested.property("failure.next")
      .that.includes("vault-dr resume test --accept-unfenced");
    const resumed = await new Driver(estate).resume({ acceptUnfenced: true });
    expect(resumed).to.deep.equal({ is: "succeeded" });
    expect(fence()).to.equal("none");
  });

  it("demotes nothing before there is a credential for the target", async () => {
    const { is } = (await new Driver(estate, "none").begin(aDisaster())) ?? { is: "died" };
    expect(is).to.equal("failed");
    expect(countOf(estate, "vault.demote")).to.equal(0);
  });

  it("looks again when the run is resumed: the old primary may have come back", async () => {
    estate.pair.setReach(WEST, "refused");
    const dying = new Driver(estate).onEvent((event) => {
      if (event.kind === "finished" && event.step === "fence-old-primary") dying.die();
    });
    await dying.begin(aDisaster({ oldPrimarySilent: true }));
    await estate.clock.pass(3_500_000);
    estate.pair.setReach(WEST, "up");
    await estate.clock.pass(5_000);
    expect(await new Driver(estate, "shares").resume()).to.deep.equal({ is: "succeeded" });
    expect(fence()).to.equal("demoted");
    expect(estate.pair.world.writable.overlaps()).to.deep.equal([]);
  });

  it("demotes one that comes back in the last moment", async () => {
    expect(await failover({ oldPrimarySilent: true })).to.deep.equal({ is: "succeeded" });
    expect(fence()).to.equal("demoted");
    expect(estate.pair.world.writable.overlaps()).to.deep.equal([]);
  });
});
