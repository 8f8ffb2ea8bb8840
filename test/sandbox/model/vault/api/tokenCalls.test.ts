import { expect } from "chai";
import { aVaultPair, WEST } from "../../../../helpers/vaultWorld.ts";

describe("tokens", () => {
  it("know themselves and their capabilities", () => {
    const pair = aVaultPair();
    expect(pair.ask(WEST, "GET auth/token/lookup-self").data.policies).to.deep.equal(["root"]);
    const asked = { paths: ["sys/replication/dr/primary/demote", "secret/data/x"] };
    expect(pair.ask(WEST, "POST sys/capabilities-self", asked).data).to.deep.equal({
      "sys/replication/dr/primary/demote": ["root"],
      "secret/data/x": ["root"],
    });
  });

  it("are held to their policies", () => {
    const pair = aVaultPair();
    const path = "sys/replication/dr/secondary/promote";
    const { data } = pair.ask(
      WEST,
      "POST sys/capabilities-self",
      { paths: [path, "secret/data/x"] },
      pair.operationToken,
    );
    expect(data).to.deep.equal({ [path]: ["update"], "secret/data/x": ["deny"] });
    const written = pair.ask(WEST, "PUT secret/data/x", { data: {} }, pair.operationToken);
    expect(written.status).to.equal(403);
  });

  it("of the batch kind have an end and no other: they cannot be revoked", () => {
    const pair = aVaultPair();
    const told = pair.ask(WEST, "POST auth/token/revoke-self", undefined, pair.operationToken);
    expect([told.status, told.body.errors?.[0]]).to.deep.equal([
      400,
      "batch tokens cannot be revoked",
    ]);
  });
});
