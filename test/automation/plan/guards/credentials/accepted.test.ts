import { expect } from "chai";
import { credentialsAcceptedGuard } from "../../../../../automation/plan/guards/credentials/accepted.ts";
import { ok, refused, unknown } from "../../../../../ground/answer.ts";
import { aCaseOf, foundBy } from "../../../../helpers/healthyCase.ts";
import { EAST, WEST } from "../../../../helpers/vaultWorld.ts";

describe("the guard of what VAULT_TOKEN may do", () => {
  const found = (...given: Parameters<typeof aCaseOf>) =>
    foundBy(credentialsAcceptedGuard, aCaseOf(...given));
  const DENIED = { token: { [WEST]: refused(403, "permission denied") } };
  const LACKS = { token: { [WEST]: ok(["sys/replication/dr/primary/demote"]) } };

  it("refuses a token that Vault does not accept, or that lacks a path; it is named", () => {
    expect(found("switchover", DENIED)).to.deep.equal(["TOKEN_NOT_ACCEPTED refuse"]);
    expect(found("switchover", LACKS)).to.deep.equal(["TOKEN_NOT_ACCEPTED refuse"]);
    const [finding] = credentialsAcceptedGuard(aCaseOf("switchover", LACKS));
    expect(finding?.now).to.include("sys/replication/dr/primary/demote");
  });

  it("only warns in a disaster", () => {
    expect(found("failover", DENIED)).to.deep.equal(["TOKEN_NOT_ACCEPTED warn"]);
    expect(found("failover", LACKS)).to.deep.equal(["TOKEN_NOT_ACCEPTED warn"]);
  });

  it("does not take a silent Vault for one that refuses, nor a missing primary", () => {
    expect(found("switchover", { token: { [WEST]: unknown("timed-out", "") } })).to.deep.equal([]);
    expect(found("switchover", { token: {} })).to.deep.equal([]);
  });

  it("asks of the serving Region alone when an old primary is reattached: the other has its own guard", () => {
    const of = (region: string) => ({ token: { [region]: refused(403, "permission denied") } });
    expect(found("reattach", of(WEST))).to.deep.equal(["TOKEN_NOT_ACCEPTED refuse"]);
    expect(found("reattach", of(EAST))).to.deep.equal([]);
  });

  it("asks nothing for bookkeeping", () => expect(found("reconcile", DENIED)).to.deep.equal([]));
});
