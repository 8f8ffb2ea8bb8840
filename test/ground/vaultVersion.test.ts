import { expect } from "chai";
import { compareVersions, isBefore, isSince } from "../../ground/vaultVersion.ts";

describe("versions of Vault", () => {
  it("are compared by numbers, not letters", () => {
    expect(compareVersions("1.9.10+ent", "1.10.2+ent")).to.be.below(0);
    expect(compareVersions("1.21.3+ent", "1.21.3-rc1+ent")).to.equal(0);
    expect(compareVersions("2.0.0", "1.21.3+ent")).to.be.above(0);
    expect(compareVersions("1.1.2+prem", "1.1")).to.be.above(0);
    expect(compareVersions("1.21.0+ent", "1.21.0+ent.hsm.fips1403")).to.equal(0);
  });

  it("lie before a release, or not", () => {
    expect(isBefore("1.1.2+prem", "1.4")).to.equal(true);
    expect(isBefore("1.4.0+ent", "1.4")).to.equal(false);
    expect(isBefore("1.21.0+ent", "1.4")).to.equal(false);
    expect(isSince("2.0.0+ent", "2.0")).to.equal(true);
    expect(isSince("1.21.0+ent", "2.0")).to.equal(false);
  });

  it("that are not told are neither old nor new", () => {
    for (const version of [null, "", "unknown"]) {
      expect(isBefore(version, "1.4"), String(version)).to.equal(false);
      expect(isSince(version, "2.0"), String(version)).to.equal(false);
    }
    expect(compareVersions("", "1.21.0+ent")).to.equal(0);
  });
});
