import { expect } from "chai";
import { clusterIdGuard } from "../../../../../automation/plan/guards/clusters/clusterId.ts";
import { ok, unknown } from "../../../../../ground/answer.ts";
import { aCaseOf, aSecondary, clustersOf, foundBy } from "../../../../helpers/healthyCase.ts";
import { EAST, WEST } from "../../../../helpers/vaultWorld.ts";

describe("the cluster id guard", () => {
  for (const verb of ["switchover", "failover", "reattach"] as const) {
    it(`refuses two clusters of different DR sets (${verb})`, () => {
      const look = aCaseOf(verb, clustersOf({ clusterId: "c1" }, { clusterId: "c2" }));
      expect(foundBy(clusterIdGuard, look)).to.deep.equal(["CLUSTER_ID_DIFFERS refuse"]);
    });
  }

  describe("of a failover from a primary that tells nothing", () => {
    const SILENT = unknown("timed-out", "no answer in 2000 ms");
    const seen = (clusterId: string, region = EAST) => ({
      clusters: { [WEST]: SILENT, [EAST]: ok(aSecondary({ clusterId: "c2" })) },
      lag: {
        now: null,
        last: { region, wals: 0, atLeastMs: 0, atMostMs: 0, at: 0, clusterId },
      },
    });
    const found = (...given: Parameters<typeof aCaseOf>) =>
      foundBy(clusterIdGuard, aCaseOf(...given));

    it("refuses a target that was in another set when it last followed, and names the way on", () => {
      expect(found("failover", seen("c1"))).to.deep.equal(["CLUSTER_ID_DIFFERS refuse"]);
      const [finding] = clusterIdGuard(aCaseOf("failover", seen("c1")));
      expect(finding?.next).to.include("--force-incomplete");
    });

    it("lets one pass that is in the same set, or of which nothing is known", () => {
      expect(found("failover", seen("c2"))).to.deep.equal([]);
      expect(found("failover", seen("c1", "eu-west-1"))).to.deep.equal([]);
    });

    it("warns whoever knows that the set was made anew", () => {
      const look = aCaseOf("failover", seen("c1"));
      const consents = { ...look.request.consents, forceIncomplete: true };
      const forced = { ...look, request: { ...look.request, consents } };
      expect(foundBy(clusterIdGuard, forced)).to.deep.equal(["CLUSTER_ID_DIFFERS warn"]);
    });
  });

  it("says nothing where one does not tell", () => {
    const look = aCaseOf("failover", clustersOf({ clusterId: null }));
    expect(foundBy(clusterIdGuard, look)).to.deep.equal([]);
  });
});
