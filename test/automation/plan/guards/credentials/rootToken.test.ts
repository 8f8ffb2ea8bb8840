import { expect } from "chai";
import { rootTokenGuard } from "../../../../../automation/plan/guards/credentials/rootToken.ts";
import { NO_CONSENTS, type Snapshot } from "../../../../../automation/plan/snapshot.ts";
import { ok, refused, unknown } from "../../../../../ground/answer.ts";
import { aCaseOf, aPrimary, aSnapshot, idAndSeverity } from "../../../../helpers/healthyCase.ts";
import { EAST, WEST } from "../../../../helpers/vaultWorld.ts";

const DENIED = { token: { [WEST]: ok([]), [EAST]: refused(403, "permission denied") } };
const LACKS = { token: { [WEST]: ok([]), [EAST]: ok(["sys/replication/dr/primary/demote"]) } };
const ACCEPTED = { token: { [WEST]: ok([]), [EAST]: ok([]) } };

describe("the guard of the root token", () => {
  /** us-east-1 has come back as a primary, us-west-2 serves. */
  const look = (snapshot: Partial<Snapshot>, generateRoot = false) => {
    const asked = aCaseOf("reattach", snapshot);
    const consents = { ...NO_CONSENTS, generateRoot };
    return { ...asked, request: { ...asked.request, consents } };
  };
  const found = (...given: Parameters<typeof look>) =>
    rootTokenGuard(look(...given)).map(idAndSeverity);

  it("refuses an old primary that cannot be demoted, and names the way with key shares", () => {
    expect(found(DENIED)).to.deep.equal(["TOKEN_NOT_ACCEPTED refuse"]);
    expect(found(LACKS)).to.deep.equal(["TOKEN_NOT_ACCEPTED refuse"]);
    const [finding] = rootTokenGuard(look(DENIED));
    expect(finding?.now).to.equal(
      "us-east-1 cannot be demoted: it does not accept VAULT_TOKEN (403: permission denied).",
    );
    expect(finding?.next).to.include("vault-dr reattach test --generate-root");
  });

  it("lets it pass with the consent, and says what will happen", () => {
    expect(found(DENIED, true)).to.deep.equal(["TOKEN_NOT_ACCEPTED warn"]);
    expect(found(LACKS, true)).to.deep.equal(["TOKEN_NOT_ACCEPTED warn"]);
  });

  it("needs key shares for it, or somebody to ask for them", () => {
    const withNone = { ...aSnapshot().credentials, shares: 0 };
    const holders = (command: boolean, terminal: boolean) => ({
      ...DENIED,
      credentials: { ...withNone, holders: { command, terminal } },
    });
    expect(found(holders(false, false), true)).to.deep.equal(["CREDENTIAL_MISSING refuse"]);
    expect(found(holders(true, false), true)).to.deep.equal(["TOKEN_NOT_ACCEPTED warn"]);
    expect(found(holders(false, true), true)).to.deep.equal(["TOKEN_NOT_ACCEPTED warn"]);
  });

  it("says that a Vault of 2.x wants a token for it", () => {
    const clusters = {
      [WEST]: ok(aPrimary({ version: "2.0.0+ent" })),
      [EAST]: ok(aPrimary({ version: "2.0.0+ent" })),
    };
    const [finding] = rootTokenGuard(look({ ...DENIED, clusters }, true));
    expect(finding?.next).to.include('enable_unauthenticated_access = ["generate-root"]');
    expect(rootTokenGuard(look(DENIED, true))[0]?.next).to.not.include("generate-root");
  });

  it("says when the consent is needless: the token is accepted, or nothing has to be demoted", () => {
    expect(found(ACCEPTED)).to.deep.equal([]);
    expect(found(ACCEPTED, true)).to.deep.equal(["ROOT_NOT_NEEDED info"]);
    expect(found({ token: { [WEST]: ok([]) } }, true)).to.deep.equal(["ROOT_NOT_NEEDED info"]);
  });

  it("does not take a silent Vault for one that refuses", () => {
    const token = { [WEST]: ok([]), [EAST]: unknown("timed-out", "no answer") };
    expect(found({ token })).to.deep.equal([]);
    expect(found({ token }, true)).to.deep.equal([]);
  });

  it("is silent of other verbs, and where no token is given at all", () => {
    const credentials = { ...aSnapshot().credentials, vaultToken: false };
    expect(found({ ...DENIED, credentials }, true)).to.deep.equal([]);
    expect(rootTokenGuard(aCaseOf("switchover", DENIED))).to.deep.equal([]);
  });
});
