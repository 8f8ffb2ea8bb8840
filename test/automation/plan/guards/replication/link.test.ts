import { expect } from "chai";
import { linkGuard } from "../../../../../automation/plan/guards/replication/link.ts";
import type { ClusterView } from "../../../../../automation/ports/vault.ts";
import { AT, aCaseOf, clustersOf, foundBy } from "../../../../helpers/healthyCase.ts";

describe("the link guard", () => {
  const found = (east: Partial<ClusterView>, verb: "switchover" | "failover" = "switchover") =>
    foundBy(linkGuard, aCaseOf(verb, clustersOf({}, east)));
  const heard = (lastHeartbeatMs: number | null) => ({
    peers: [{ apiAddress: "", connected: true, lastHeartbeatMs }],
  });

  for (const [what, broken] of Object.entries({
    "is idle": { state: "idle" },
    "is not connected": { connectionState: "transient_failure" },
    "has heard nothing for long": heard(AT - 15_001),
  })) {
    it(`refuses a planned move to a target that ${what}; a disaster goes on`, () => {
      expect(found(broken)).to.deep.equal(["LINK_DOWN refuse"]);
      expect(found(broken, "failover")).to.deep.equal([]);
    });
  }

  it("lets a young heartbeat pass, and a Vault that tells neither channel nor heartbeat", () => {
    expect(found(heard(AT - 15_000))).to.deep.equal([]);
    expect(found({ connectionState: null, ...heard(null) })).to.deep.equal([]);
  });

  it("leaves a target that is no secondary to the guard of roles", () => {
    expect(found({ role: "primary", state: "idle" })).to.deep.equal([]);
  });
});
