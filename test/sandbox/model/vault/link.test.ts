import { expect } from "chai";
import { setClusterPort } from "../../../../sandbox/model/vault/reach.ts";
import { aVaultPair, EAST, WEST } from "../../../helpers/vaultWorld.ts";

describe("the link between two clusters", () => {
  it("is gone one way: a primary whose cluster port is closed is followed by nobody, and notices late", () => {
    const { world, write, read, drStatus, promote, pass } = aVaultPair();
    setClusterPort(world, WEST, false);
    write(WEST, "team/a", "1");
    pass(10_000);
    expect(drStatus(EAST).connection_state).to.equal("ready");
    pass(5_000);
    expect(drStatus(EAST).connection_state).to.equal("transient_failure");
    setClusterPort(world, WEST, true);
    pass(1_000);
    expect(drStatus(EAST).connection_state).to.equal("ready");
    promote(EAST);
    pass(2_000);
    expect(read(EAST, "team/a")).to.equal("1");
  });

  it("does not mind the closed port of a secondary: it is the one that connects", () => {
    const { world, drStatus, pass } = aVaultPair();
    setClusterPort(world, EAST, false);
    pass(60_000);
    expect(drStatus(EAST).connection_state).to.equal("ready");
    expect(drStatus(WEST).state).to.equal("running");
  });
});
