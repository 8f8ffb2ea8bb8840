import { expect } from "chai";
import { committedGuard } from "../../../../../automation/plan/guards/stack/committed.ts";
import { aCaseOf, foundBy } from "../../../../helpers/healthyCase.ts";

describe("the guard of the uncommitted stack file", () => {
  const found = (stackFileCommitted: boolean | null) =>
    foundBy(committedGuard, aCaseOf("switchover", { stackFileCommitted }));

  it("warns", () => expect(found(false)).to.deep.equal(["STACK_FILE_UNCOMMITTED warn"]));

  it("has nothing to say of a committed one, nor outside a checkout", () => {
    expect(found(true)).to.deep.equal([]);
    expect(found(null)).to.deep.equal([]);
  });
});
