import { expect } from "chai";
import { EAST, WEST } from "../../../../helpers/vaultWorld.ts";
import { stateIn } from "../../../../helpers/virtual/acts.ts";
import { Driver, RUN, storyOf } from "../../../../helpers/virtual/driver.ts";
import { countOf } from "../../../../helpers/virtual/estate.ts";
import { aReattachment, onVault } from "../../../../helpers/virtual/moves.ts";
import { aSplit, rootTokensIn, type Split } from "../../../../helpers/virtual/split.ts";

describe("the end of a root token", () => {
  let split: Split;
  beforeEach(async () => {
    split = await aSplit();
  });
  const driver = () => new Driver(split.estate, "both", split.token);
  const plan = aReattachment({ generateRoot: true });
  const how = () => stateIn(split.estate.store, RUN).facts.rootToken;

  it("comes with the old data when the old primary has the new one's: it cannot be revoked there", async () => {
    expect(await driver().begin(plan)).to.deep.equal({ is: "succeeded" });
    expect(how()).to.equal("gone with the old data");
    expect(countOf(split.estate, "auth/token/revoke-self")).to.equal(0);
    expect(rootTokensIn(split.estate)).to.deep.equal({ made: 1, [WEST]: 0, [EAST]: 0 });
  });

  for (const version of ["1.1", "1.9", "1.21"] as const) {
    it(`is proven under writes too, when the roots are never seen equal (Vault ${version})`, async () => {
      split = await aSplit({ version });
      const { pair, clock } = split.estate;
      const write = () => {
        const data = { value: String(clock.now()) };
        pair.ask(EAST, "POST secret/data/team/a", { data }, split.token);
        clock.after(20, write);
      };
      write();
      expect(await driver().begin(onVault(plan, version))).to.deep.equal({ is: "succeeded" });
      expect(how()).to.equal("gone with the old data");
    });
  }

  it("is by revocation where the old primary was promoted again meanwhile", async () => {
    const { pair } = split.estate;
    const one = driver().onEvent((event) => {
      if (event.kind !== "finished" || event.step !== "await-attached") return;
      pair.promote(WEST);
      pair.pass(3_000);
    });
    expect(await one.begin(plan)).to.deep.equal({ is: "succeeded" });
    expect(how()).to.equal("revoked");
  });

  it("that is not proven is left to do, with the command that looks again", async () => {
    const { pair } = split.estate;
    const one = driver().onEvent((event) => {
      if (event.kind === "finished" && event.step === "await-attached")
        pair.setReach(WEST, "hanging");
    });
    expect(await one.begin(plan)).to.deep.equal({ is: "succeeded" });
    expect(storyOf(split.estate)).to.include("failed discard-root-token");

    pair.setReach(WEST, "up");
    expect(await driver().resume()).to.deep.equal({ is: "succeeded" });
    expect(how()).to.equal("gone with the old data");
  });
});
