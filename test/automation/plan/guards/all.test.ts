import { expect } from "chai";
import { examine } from "../../../../automation/plan/decide.ts";
import { GUARDS } from "../../../../automation/plan/guards/all.ts";
import { aCaseOf, idAndSeverity } from "../../../helpers/healthyCase.ts";

describe("all guards together", () => {
  for (const verb of ["switchover", "failback", "reattach", "reconcile"] as const) {
    it(`have nothing to say of a healthy world (${verb})`, () => {
      expect(examine(aCaseOf(verb)).map(idAndSeverity)).to.deep.equal([]);
    });
  }

  it("have nothing to say of a healthy target in a disaster", () => {
    expect(examine(aCaseOf("failover")).map(idAndSeverity)).to.deep.equal([]);
  });

  it("are each known by a name", () => expect(Object.keys(GUARDS)).to.have.length(23));
});
