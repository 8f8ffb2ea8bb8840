import { expect } from "chai";
import { sealGuard } from "../../../../../automation/plan/guards/clusters/seal.ts";
import { aCaseOf, clustersOf, foundBy } from "../../../../helpers/healthyCase.ts";

describe("the seal guard", () => {
  const found = (...given: Parameters<typeof aCaseOf>) => foundBy(sealGuard, aCaseOf(...given));

  it("refuses a sealed cluster on either side of a planned move", () => {
    expect(found("switchover", clustersOf({ sealed: true }))).to.deep.equal(["SEALED refuse"]);
    expect(found("switchover", clustersOf({}, { sealed: true }))).to.deep.equal(["SEALED refuse"]);
    expect(found("reattach", clustersOf({}, { sealed: true }))).to.deep.equal(["SEALED refuse"]);
  });

  it("refuses one that is not initialised, in other words", () => {
    const look = aCaseOf("switchover", clustersOf({}, { initialized: false }));
    expect(sealGuard(look)[0]?.now).to.equal("us-east-1 is not initialised.");
  });

  it("does not care whether a lost primary is sealed", () => {
    expect(found("failover", clustersOf({ sealed: true }))).to.deep.equal([]);
    expect(found("failover", clustersOf({}, { sealed: true }))).to.deep.equal(["SEALED refuse"]);
  });
});
