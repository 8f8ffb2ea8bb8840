import { expect } from "chai";
import { providerRegionGuard } from "../../../../../automation/plan/guards/stack/providerRegion.ts";
import { aCaseOf, foundBy } from "../../../../helpers/healthyCase.ts";
import { EAST } from "../../../../helpers/vaultWorld.ts";

describe("the guard of the provider's own Region", () => {
  const found = (providerRegion: string | null) =>
    foundBy(providerRegionGuard, aCaseOf("switchover", { providerRegion }));

  it("warns when it is one of the Vault Regions", () => {
    expect(found(EAST)).to.deep.equal(["PROVIDER_IN_VAULT_REGION warn"]);
  });

  it("has nothing to say of a third one, or none", () => {
    expect(found("us-east-2")).to.deep.equal([]);
    expect(found(null)).to.deep.equal([]);
  });
});
