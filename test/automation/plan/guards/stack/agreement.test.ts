import { expect } from "chai";
import { agreementGuard } from "../../../../../automation/plan/guards/stack/agreement.ts";
import { ok, unknown } from "../../../../../ground/answer.ts";
import { aCaseOf, anOutput, foundBy } from "../../../../helpers/healthyCase.ts";
import { EAST, WEST } from "../../../../helpers/vaultWorld.ts";

describe("the guard of stack file, serving record and stack", () => {
  const found = (...given: Parameters<typeof aCaseOf>) =>
    foundBy(agreementGuard, aCaseOf(...given));
  const older = { stackFile: ok({ activeRegion: WEST, takeover: 3 }) };
  const elsewhere = { stackFile: ok({ activeRegion: EAST, takeover: 4 }) };

  it("refuses a planned move from a stale checkout, and names config pull", () => {
    expect(found("switchover", older)).to.deep.equal(["STACK_FILE_DIFFERS refuse"]);
    expect(found("switchover", elsewhere)).to.deep.equal(["STACK_FILE_DIFFERS refuse"]);
    const [finding] = agreementGuard(aCaseOf("switchover", older));
    expect(finding?.next).to.include("vault-dr config pull test");
  });

  it("only warns in a disaster and before a reattachment", () => {
    expect(found("failover", older)).to.deep.equal(["STACK_FILE_DIFFERS warn"]);
    expect(found("reattach", older)).to.deep.equal(["STACK_FILE_DIFFERS warn"]);
  });

  it("has nothing to compare before the first run has written a record", () => {
    expect(found("switchover", { serving: ok(null), ...older })).to.deep.equal([]);
  });

  for (const [what, stack] of Object.entries({
    "names another number": ok(anOutput({ takeover: 3 })),
    "names another Region": ok(anOutput({ activeRegion: EAST })),
    "was never made": ok(null),
    "cannot be asked": unknown("timed-out", "no backend"),
  })) {
    it(`warns when the stack's last update ${what}, and names reconcile`, () => {
      expect(found("switchover", { stack })).to.deep.equal(["STACK_DIFFERS warn"]);
      const [finding] = agreementGuard(aCaseOf("switchover", { stack }));
      expect(finding?.next).to.include("vault-dr reconcile test");
    });
  }

  it("says nothing of a stack that was not asked", () => {
    expect(found("failover", { stack: null })).to.deep.equal([]);
  });

  it("asks nothing for bookkeeping: that is what mends it", () => {
    expect(found("reconcile", { ...older, stack: ok(null) })).to.deep.equal([]);
  });
});
