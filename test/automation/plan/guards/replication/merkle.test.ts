import { expect } from "chai";
import { merkleGuard } from "../../../../../automation/plan/guards/replication/merkle.ts";
import { NO_CONSENTS } from "../../../../../automation/plan/snapshot.ts";
import {
  aCase,
  aCaseOf,
  aRequest,
  aSnapshot,
  clustersOf,
  foundBy,
} from "../../../../helpers/healthyCase.ts";

describe("the merkle guard", () => {
  const found = (...given: Parameters<typeof aCaseOf>) => foundBy(merkleGuard, aCaseOf(...given));

  for (const state of ["merkle-sync", "merkle-diff"]) {
    for (const verb of ["switchover", "failover"] as const) {
      it(`refuses a target in ${state} (${verb})`, () => {
        expect(found(verb, clustersOf({}, { state }))).to.deep.equal(["MERKLE_SYNC refuse"]);
      });
    }
  }

  it("only warns with --force-incomplete", () => {
    const consents = { ...NO_CONSENTS, forceIncomplete: true };
    const request = aRequest({ verb: "failover", consents });
    const snapshot = aSnapshot(clustersOf({}, { state: "merkle-sync" }));
    expect(foundBy(merkleGuard, aCase({ request, snapshot }))).to.deep.equal(["MERKLE_SYNC warn"]);
  });

  it("refuses a planned move when either tree is corrupt, and warns in a disaster", () => {
    const west = clustersOf({ corruptedMerkleTree: true });
    const east = clustersOf({}, { corruptedMerkleTree: true });
    expect(found("switchover", west)).to.deep.equal(["MERKLE_CORRUPT refuse"]);
    expect(found("switchover", east)).to.deep.equal(["MERKLE_CORRUPT refuse"]);
    expect(found("failover", east)).to.deep.equal(["MERKLE_CORRUPT warn"]);
  });
});
