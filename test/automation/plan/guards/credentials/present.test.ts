import { expect } from "chai";
import { credentialsPresentGuard } from "../../../../../automation/plan/guards/credentials/present.ts";
import type { Request } from "../../../../../automation/plan/snapshot.ts";
import type { CredentialsView } from "../../../../../automation/ports/credentials.ts";
import { AT, aCaseOf, aSnapshot, foundBy } from "../../../../helpers/healthyCase.ts";

describe("the guard of credentials", () => {
  const found = (verb: Request["verb"], changes: Partial<CredentialsView>) => {
    const credentials = { ...aSnapshot().credentials, ...changes };
    return foundBy(credentialsPresentGuard, aCaseOf(verb, { credentials }));
  };
  const NOTHING = {
    vaultToken: false,
    operationToken: false,
    operationTokenExpiresAt: null,
    shares: 0,
    usableShares: 0,
    holders: { command: false, terminal: false },
  };

  it("refuses a planned move and a reattachment without VAULT_TOKEN; a disaster does without", () => {
    expect(found("switchover", { vaultToken: false })).to.deep.equal(["CREDENTIAL_MISSING refuse"]);
    expect(found("reattach", { vaultToken: false })).to.deep.equal(["CREDENTIAL_MISSING refuse"]);
    expect(found("failover", { vaultToken: false })).to.deep.equal(["CREDENTIAL_MISSING warn"]);
  });

  it("refuses every run without an operation token and without a share", () => {
    const none = { operationToken: false, operationTokenExpiresAt: null, shares: 0 };
    for (const verb of ["switchover", "failover", "reattach"] as const) {
      expect(found(verb, none), verb).to.deep.equal(["CREDENTIAL_MISSING refuse"]);
      expect(found(verb, { ...none, shares: 1 }), verb).to.deep.equal([]);
    }
  });

  it("lets a run pass whose holders can be asked, and says that they will be", () => {
    for (const holders of [
      { command: true, terminal: false },
      { command: false, terminal: true },
    ]) {
      const none = { operationToken: false, operationTokenExpiresAt: null, shares: 0, holders };
      for (const verb of ["switchover", "failover", "reattach"] as const) {
        expect(found(verb, none), verb).to.deep.equal(["SHARES_TO_COLLECT info"]);
        expect(found(verb, { ...none, shares: 1 }), verb).to.deep.equal([]);
      }
      const unknown = { operationTokenExpiresAt: null, shares: 0, holders };
      expect(found("switchover", unknown)).to.deep.equal(["EXPIRY_UNKNOWN warn"]);
    }
  });

  it("tells all that is missing at once", () => {
    expect(found("switchover", NOTHING)).to.have.length(2);
  });

  it("needs shares for the way back when the operation token's end is not known", () => {
    const unknown = { operationTokenExpiresAt: null };
    expect(found("switchover", unknown)).to.deep.equal(["EXPIRY_UNKNOWN warn"]);
    expect(found("switchover", { ...unknown, shares: 0 })).to.deep.equal(["EXPIRY_UNKNOWN refuse"]);
    expect(found("failover", { ...unknown, shares: 0 })).to.deep.equal([]);
  });

  it("wants a token that lasts twice the run's bound", () => {
    const twice = 2 * (10_000 + 15_000 + 120_000);
    const ends = (ms: number) => ({ operationTokenExpiresAt: AT + ms, shares: 0 });
    expect(found("switchover", ends(twice))).to.deep.equal([]);
    expect(found("switchover", ends(twice - 1))).to.deep.equal(["EXPIRY_UNKNOWN refuse"]);
    expect(found("switchover", ends(-1_000))).to.deep.equal(["EXPIRY_UNKNOWN refuse"]);
  });

  it("asks nothing for bookkeeping", () => expect(found("reconcile", NOTHING)).to.deep.equal([]));
});
