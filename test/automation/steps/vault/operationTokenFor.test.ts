import { expect } from "chai";
import type { Plan, PlannedStep } from "../../../../automation/plan/plan.ts";
import { setReach } from "../../../../sandbox/model/vault/reach.ts";
import type { VersionLine } from "../../../../sandbox/model/vault/versions.ts";
import { clusterIn } from "../../../../sandbox/model/vault/world.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";
import { stateIn } from "../../../helpers/virtual/acts.ts";
import { type Credentials, Driver, RUN } from "../../../helpers/virtual/driver.ts";
import { anEstate, countOf, type Estate } from "../../../helpers/virtual/estate.ts";
import { aDisaster, aPlannedMove, aReattachment, onVault } from "../../../helpers/virtual/moves.ts";

const isToken = ({ step }: PlannedStep) => step === "obtain-operation-token";
const sentTo = (estate: Estate, call: string) => countOf(estate, `dr/secondary/${call}`);
const generatedIn = (estate: Estate, region: string) =>
  clusterIn(estate.pair.world, region).operationTokensIssued;

/** What came of the run, and how it got its tokens. */
async function moved(version: VersionLine, credentials: Credentials, plan: Plan = aPlannedMove()) {
  const estate = anEstate({ version });
  const ending = await new Driver(estate, credentials).begin(onVault(plan, version));
  return { estate, is: ending?.is, source: stateIn(estate.store, RUN).facts.tokenSource };
}

describe("the DR operation token of a cluster", () => {
  it("is made from key shares before Vault 1.4, and the batch token is never sent", async () => {
    const { estate, is, source } = await moved("1.1", "both");
    expect([is, source]).to.deep.equal(["succeeded", "shares"]);
    expect([generatedIn(estate, EAST), generatedIn(estate, WEST)]).to.deep.equal([1, 1]);
    expect([sentTo(estate, "promote"), sentTo(estate, "update-primary")]).to.deep.equal([1, 1]);
  });

  it("is the batch token since", async () => {
    const { estate, is, source } = await moved("1.9", "both");
    expect([is, source]).to.deep.equal(["succeeded", "environment"]);
    expect([generatedIn(estate, EAST), generatedIn(estate, WEST)]).to.deep.equal([0, 0]);
  });

  it("ends the run before anything is touched where Vault 1.1 is given a batch token alone", async () => {
    const estate = anEstate({ version: "1.1" });
    const ending = await new Driver(estate, "token").begin(onVault(aPlannedMove(), "1.1"));
    expect(ending).to.have.nested.property("failure.code", "CREDENTIAL_REFUSED");
    expect([ending?.is, countOf(estate, "primary/demote")]).to.deep.equal(["failed", 0]);
  });

  it("is not needed in a disaster whose target another run has promoted; a planned move does not do without", async () => {
    for (const [plan, is] of [
      [aDisaster(), "succeeded"],
      [aPlannedMove(), "failed"],
    ] as const) {
      const estate = anEstate();
      setReach(estate.pair.world, WEST, "refused");
      Object.assign(clusterIn(estate.pair.world, EAST), { mode: "primary", state: "running" });
      const { stages } = plan;
      // A planned move looks at other things before: here the credential alone is asked for.
      const own = is === "failed" ? stages.filter(({ steps }) => steps.some(isToken)) : stages;
      const ending = await new Driver(estate, "shares").begin({ ...plan, stages: own });
      expect(ending?.is, plan.move.verb).to.equal(is);
      expect(sentTo(estate, "promote")).to.equal(0);
    }
  });

  it("comes from the key shares for the process too that resumes after the demotion", async () => {
    const estate = anEstate({ version: "1.1" });
    const dying = new Driver(estate, "both").onEvent((event) => {
      if (event.kind === "finished" && event.step === "demote-old-primary") dying.die();
    });
    await dying.begin(onVault(aPlannedMove({}, 600_000), "1.1"));
    expect(await new Driver(estate, "both").resume()).to.deep.equal({ is: "succeeded" });
    expect([sentTo(estate, "promote"), sentTo(estate, "update-primary")]).to.deep.equal([1, 1]);
  });

  it("comes from the key shares on the way back too", async () => {
    const estate = anEstate({ version: "1.1" });
    const denied = { kind: "answer", status: 400, text: "not today" } as const;
    estate.pair.faults.add({ call: `${EAST} promote`, times: 1, effect: denied });
    const ending = await new Driver(estate, "both").begin(onVault(aPlannedMove(), "1.1"));
    expect(ending?.is).to.equal("went-back");
    expect(countOf(estate, `${WEST} sys/replication/dr/secondary/promote`)).to.equal(1);
    const { mode, upstream, state } = clusterIn(estate.pair.world, EAST);
    expect([mode, upstream?.region, state]).to.deep.equal(["secondary", WEST, "stream-wals"]);
  });

  it("comes from the key shares for a reattachment", async () => {
    const estate = anEstate({ version: "1.1" });
    estate.pair.setReach(WEST, "refused");
    clusterIn(estate.pair.world, EAST).operationTokens.add("s.byhand");
    estate.pair.promote(EAST, { dr_operation_token: "s.byhand" });
    estate.pair.pass(5_000);
    estate.pair.setReach(WEST, "up");
    const ending = await new Driver(estate, "both").begin(onVault(aReattachment(), "1.1"));
    expect(ending).to.deep.equal({ is: "succeeded" });
    expect(generatedIn(estate, WEST)).to.equal(1);
    expect(sentTo(estate, "update-primary")).to.equal(1);
  });
});
