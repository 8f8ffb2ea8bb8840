import { expect } from "chai";
import { versionGuard } from "../../../../../automation/plan/guards/clusters/version.ts";
import { aCaseOf, clustersOf, foundBy } from "../../../../helpers/healthyCase.ts";

describe("the version guard", () => {
  const found = (verb: "switchover" | "failover" | "reattach", west: string, east: string) =>
    foundBy(versionGuard, aCaseOf(verb, clustersOf({ version: west }, { version: east })));

  it("refuses a move to a newer Vault: the older one could not follow it", () => {
    expect(found("switchover", "1.20.4+ent", "1.21.0+ent")).to.deep.equal(["VERSION_ORDER refuse"]);
  });

  it("only warns in a disaster", () => {
    expect(found("failover", "1.20.4+ent", "1.21.0+ent")).to.deep.equal(["VERSION_ORDER warn"]);
  });

  it("refuses to attach an older cluster to a newer one", () => {
    expect(found("reattach", "1.21.0+ent", "1.20.4+ent")).to.deep.equal(["VERSION_ORDER refuse"]);
  });

  it("lets the same version pass, and a move to an older one", () => {
    expect(found("switchover", "1.21.0+ent", "1.21.0+ent.hsm")).to.deep.equal([]);
    expect(found("switchover", "1.21.0+ent", "1.9.10+ent")).to.deep.equal([]);
  });

  it("says nothing of a cluster that does not tell its version", () => {
    expect(found("switchover", "", "1.21.0+ent")).to.deep.equal([]);
  });
});
