import { expect } from "chai";
import { quiesceGuard } from "../../../../../automation/plan/guards/runs/quiesce.ts";
import { aCase, aConfig, aRequest, foundBy } from "../../../../helpers/healthyCase.ts";

describe("the quiesce guard", () => {
  const config = aConfig({ hooks: {} });

  it("warns before a planned move that cannot stop writers", () => {
    expect(foundBy(quiesceGuard, aCase({ config }))).to.deep.equal(["NO_QUIESCE warn"]);
  });

  it("has nothing to say with a hook, or in a disaster", () => {
    expect(foundBy(quiesceGuard, aCase())).to.deep.equal([]);
    const request = aRequest({ verb: "failover" });
    expect(foundBy(quiesceGuard, aCase({ config, request }))).to.deep.equal([]);
  });
});
