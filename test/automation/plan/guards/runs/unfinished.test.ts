import { expect } from "chai";
import { unfinishedGuard } from "../../../../../automation/plan/guards/runs/unfinished.ts";
import { aCaseOf, foundBy } from "../../../../helpers/healthyCase.ts";

describe("the guard of unfinished runs", () => {
  const unfinished = { run: "2026-11-26T01-00-teal-owl", verb: "switchover" as const };

  for (const verb of ["switchover", "failback", "reattach", "reconcile"] as const) {
    it(`refuses to begin over one (${verb}), and names resume`, () => {
      const look = aCaseOf(verb, { unfinished });
      expect(foundBy(unfinishedGuard, look)).to.deep.equal(["UNFINISHED_RUN refuse"]);
      const [finding] = unfinishedGuard(look);
      expect(finding?.now).to.include("2026-11-26T01-00-teal-owl (switchover)");
      expect(finding?.next).to.equal("Go on with it: vault-dr resume test");
    });
  }

  it("has nothing to say when every run has ended", () => {
    expect(foundBy(unfinishedGuard, aCaseOf("failover"))).to.deep.equal([]);
  });
});
