import { expect } from "chai";
import {
  compareVersions,
  versionGuard,
} from "../../../../../automation/plan/guards/clusters/version.ts";
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

  it("compares numbers, not letters", () => {
    expect(compareVersions("1.9.10+ent", "1.10.2+ent")).to.be.below(0);
    expect(compareVersions("1.21.3+ent", "1.21.3-rc1+ent")).to.equal(0);
    expect(compareVersions("2.0.0", "1.21.3+ent")).to.be.above(0);
  });
});
