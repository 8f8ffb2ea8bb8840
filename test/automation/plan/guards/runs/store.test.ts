import { expect } from "chai";
import type { Case } from "../../../../../automation/plan/guards/guard.ts";
import { storeGuard } from "../../../../../automation/plan/guards/runs/store.ts";
import { unknown } from "../../../../../ground/answer.ts";
import { aCase, aConfig, aRequest, aSnapshot, foundBy } from "../../../../helpers/healthyCase.ts";

describe("the guard of the run store", () => {
  const inRegion = (journal: string, changes: Partial<Case> = {}) => {
    const config = aConfig();
    const recovery = { ...config.recovery, journal };
    return foundBy(storeGuard, aCase({ config: { ...config, recovery }, ...changes }));
  };

  it("refuses a store that does not answer", () => {
    const snapshot = aSnapshot({ serving: unknown("unreachable", "no bucket") });
    expect(foundBy(storeGuard, aCase({ snapshot }))).to.deep.equal(["STORE_UNREACHABLE refuse"]);
  });

  it("refuses a store in the Region that is being left", () => {
    expect(inRegion("s3://runs/test?region=us-west-2")).to.deep.equal([
      "STORE_IN_LOST_REGION refuse",
    ]);
    expect(inRegion("s3://runs?region=us-west-2")).to.deep.equal(["STORE_IN_LOST_REGION refuse"]);
  });

  it("warns of a store in another Region of Vault: nobody could leave that one", () => {
    expect(inRegion("s3://runs/test?region=us-east-1")).to.deep.equal([
      "STORE_IN_VAULT_REGION warn",
    ]);
  });

  it("warns, and no more, of one in the Region of an old primary that comes back: nothing is left", () => {
    for (const verb of ["reattach", "reconcile"] as const) {
      const look = { request: aRequest({ verb }) };
      expect(inRegion("s3://runs/test?region=us-west-2", look)).to.deep.equal([
        "STORE_IN_VAULT_REGION warn",
      ]);
    }
  });

  it("lets any other place pass", () => {
    expect(inRegion("s3://runs/test?region=us-west-1")).to.deep.equal([]);
    expect(inRegion("file:./.vault-dr/us-west-2")).to.deep.equal([]);
  });
});
