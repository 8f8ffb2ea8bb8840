import { expect } from "chai";
import { aVaultPair, WEST } from "../../../../helpers/vaultWorld.ts";

describe("a KV v2 secret", () => {
  it("keeps versions, lists folders and obeys check-and-set", () => {
    const pair = aVaultPair();
    for (const value of ["one", "two"]) pair.write(WEST, "team/app", value);
    const { data } = pair.ask(WEST, "GET secret/data/team/app");
    expect(data.metadata).to.include({ version: 2, destroyed: false });
    const stale = { data: { value: "three" }, options: { cas: 1 } };
    expect(pair.ask(WEST, "PUT secret/data/team/app", stale).status).to.equal(400);
    expect(pair.ask(WEST, "GET secret/metadata/team/app").data.current_version).to.equal(2);
    expect(pair.ask(WEST, "LIST secret/metadata/").data.keys).to.deep.equal(["team/"]);
    expect(pair.ask(WEST, "GET secret/metadata/team?list=true").data.keys).to.deep.equal(["app"]);
    expect(pair.ask(WEST, "DELETE secret/data/team/app").status).to.equal(204);
    expect(pair.ask(WEST, "GET secret/data/team/app").status).to.equal(404);
    expect(pair.ask(WEST, "GET secret/data/none").status).to.equal(404);
  });
});
