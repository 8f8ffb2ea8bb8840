import { expect } from "chai";
import { clusterIdGuard } from "../../../../../automation/plan/guards/clusters/clusterId.ts";
import { aCaseOf, clustersOf, foundBy } from "../../../../helpers/healthyCase.ts";

describe("the cluster id guard", () => {
  for (const verb of ["switchover", "failover", "reattach"] as const) {
    it(`refuses two clusters of different DR sets (${verb})`, () => {
      const look = aCaseOf(verb, clustersOf({ clusterId: "c1" }, { clusterId: "c2" }));
      expect(foundBy(clusterIdGuard, look)).to.deep.equal(["CLUSTER_ID_DIFFERS refuse"]);
    });
  }

  it("says nothing where one does not tell", () => {
    const look = aCaseOf("failover", clustersOf({ clusterId: null }));
    expect(foundBy(clusterIdGuard, look)).to.deep.equal([]);
  });
});
