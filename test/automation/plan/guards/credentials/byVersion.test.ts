import { expect } from "chai";
import { credentialsByVersionGuard } from "../../../../../automation/plan/guards/credentials/byVersion.ts";
import type { Request, Snapshot } from "../../../../../automation/plan/snapshot.ts";
import type { CredentialsView } from "../../../../../automation/ports/credentials.ts";
import { aCaseOf, aSnapshot, clustersOf, foundBy } from "../../../../helpers/healthyCase.ts";
import { EAST, WEST } from "../../../../helpers/vaultWorld.ts";

const OLD = "1.1.2+prem";
const NEW = "2.0.0+ent";
/** us-west-2 serves; in a reattachment it is what serves, and us-east-1 is attached to it. */
const aLook = (
  verb: Request["verb"],
  [west, east]: [string, string],
  credentials: Partial<CredentialsView>,
  more: Partial<Snapshot> = {},
) =>
  aCaseOf(verb, {
    ...clustersOf({ version: west }, { version: east }),
    credentials: { ...aSnapshot().credentials, ...credentials },
    ...more,
  });
const SOMEBODY = { command: false, terminal: true };

describe("a batch DR operation token on a Vault older than 1.4", () => {
  const TOKEN_ALONE = { operationToken: true, shares: 0 };
  const found = (verb: Request["verb"], versions: [string, string], given = TOKEN_ALONE) =>
    foundBy(credentialsByVersionGuard, aLook(verb, versions, given));

  it("is refused where it is all there is: on the target, and for the way back on the old primary", () => {
    for (const versions of [
      [OLD, OLD],
      [OLD, "1.9.0+prem"],
      ["1.9.0+prem", OLD],
    ] as [string, string][]) {
      expect(found("switchover", versions), String(versions)).to.deep.equal([
        "CREDENTIAL_MISSING refuse",
      ]);
    }
    expect(found("failover", [OLD, OLD])).to.deep.equal(["CREDENTIAL_MISSING refuse"]);
    expect(found("reattach", [OLD, OLD])).to.deep.equal(["CREDENTIAL_MISSING refuse"]);
  });

  it("is looked at only where the run uses it", () => {
    expect(found("failover", [OLD, "1.9.0+prem"]), "the lost Region").to.deep.equal([]);
    expect(found("reattach", [OLD, "1.9.0+prem"]), "the Region that serves").to.deep.equal([]);
    expect(found("reconcile", [OLD, OLD])).to.deep.equal([]);
  });

  it("is warned about where key shares are there, or somebody who has them", () => {
    const shares = { ...TOKEN_ALONE, shares: 3 };
    expect(found("switchover", [OLD, OLD], shares)).to.deep.equal(["CREDENTIAL_MISSING warn"]);
    const holders = { ...TOKEN_ALONE, holders: SOMEBODY };
    expect(found("switchover", [OLD, OLD], holders)).to.deep.equal(["CREDENTIAL_MISSING warn"]);
  });

  it("says which Vault is too old, since when it would do, and what to give", () => {
    const [finding] = credentialsByVersionGuard(aLook("switchover", [OLD, OLD], TOKEN_ALONE));
    expect(finding?.now).to.include("us-east-1 runs Vault 1.1.2+prem").and.to.include("1.4");
    expect(finding?.next).to.include("VAULT_RECOVERY_KEY_1…n");
  });

  it("is good from 1.4 on, and where no version is told", () => {
    for (const version of ["1.4.0+ent", "1.9.0+prem", "1.21.0+ent", NEW, ""]) {
      expect(found("switchover", [version, version]), version).to.deep.equal([]);
    }
  });
});

describe("key shares on Vault 2.x without VAULT_TOKEN", () => {
  const SHARES_ALONE = { vaultToken: false, operationToken: false, shares: 3 };
  const look = (verb: Request["verb"], given: Partial<CredentialsView> = {}, more = {}) =>
    aLook(verb, [NEW, NEW], { ...SHARES_ALONE, ...given }, more);
  const found = (...args: Parameters<typeof look>) =>
    foundBy(credentialsByVersionGuard, look(...args));

  it("are refused as the only source, in a disaster too", () => {
    for (const verb of ["switchover", "failover", "reattach"] as const) {
      expect(found(verb), verb).to.deep.equal(["CREDENTIAL_MISSING refuse"]);
      const holders = { shares: 0, holders: SOMEBODY };
      expect(found(verb, holders), verb).to.deep.equal(["CREDENTIAL_MISSING refuse"]);
    }
  });

  it("are enough with a token beside them, or where a batch DR operation token makes them needless", () => {
    expect(found("failover", { vaultToken: true })).to.deep.equal([]);
    expect(found("failover", { operationToken: true })).to.deep.equal([]);
  });

  it("are enough where the target's configuration breaks the glass", () => {
    expect(found("failover", {}, { openCeremony: [EAST] })).to.deep.equal([]);
    expect(found("failover", {}, { openCeremony: [WEST] })).to.have.length(1);
  });

  it("are explained by what Vault 2.x wants, and by every way to give it", () => {
    const [finding] = credentialsByVersionGuard(look("failover"));
    expect(finding?.now).to.include("Vault 2.0.0+ent").and.to.include("besides the key shares");
    expect(finding?.next)
      .to.include("root token of the primary")
      .and.to.include("sys/replication/dr/secondary/generate-operation-token/*")
      .and.to.include("enable_unauthenticated_access");
  });

  it("were enough before 2.0", () => {
    const before = aLook("failover", ["1.21.0+ent", "1.21.0+ent"], SHARES_ALONE);
    expect(foundBy(credentialsByVersionGuard, before)).to.deep.equal([]);
  });
});
