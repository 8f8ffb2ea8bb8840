import { expect } from "chai";
import { setLink } from "../../../../sandbox/model/vault/reach.ts";
import { clusterIn } from "../../../../sandbox/model/vault/world.ts";
import { aVaultPair, EAST, type VaultPair, WEST } from "../../../helpers/vaultWorld.ts";

/** us-east-1 serves, us-west-2 is a demoted cluster without a primary. */
function aMovedPair(options: Parameters<typeof aVaultPair>[0] = {}): VaultPair {
  const pair = aVaultPair(options);
  pair.demote(WEST);
  pair.promote(EAST);
  pair.pass(2_000);
  return pair;
}

const wrapped = (pair: VaultPair) =>
  String(pair.secondaryToken(EAST, { id: WEST }).body.wrap_info?.token);

describe("attaching by the public-key flow", () => {
  it("converges through merkle-diff to stream-wals without any call to the primary's API", () => {
    const pair = aMovedPair({ addressesOf: () => [] });
    const secondary_public_key = pair.publicKey(WEST);
    const issued = pair.secondaryToken(EAST, { id: WEST, secondary_public_key });
    expect(issued.body.wrap_info).to.equal(null);
    const attached = pair.updatePrimary(WEST, { token: issued.data.token });
    expect(attached.status).to.equal(200);
    expect(attached.body.warnings).to.have.length(1);
    expect(pair.drStatus(WEST).state).to.equal("merkle-diff");
    pair.pass(1_000);
    expect(pair.drStatus(WEST)).to.include({
      state: "stream-wals",
      connection_state: "ready",
      secondary_id: WEST,
      last_remote_wal: 0,
    });
    expect(pair.drStatus(EAST).secondaries?.[0]).to.include({
      node_id: WEST,
      connection_status: "connected",
    });
    pair.write(EAST, "app", "after");
    pair.pass(100);
    expect(pair.drStatus(WEST).last_remote_wal).to.equal(pair.drStatus(EAST).last_dr_wal);
    expect(new Set(pair.roots()).size).to.equal(1);
  });

  it("discards what only the old primary had", () => {
    const pair = aVaultPair();
    pair.setReach(WEST, "refused");
    pair.promote(EAST);
    pair.pass(2_000);
    pair.setReach(WEST, "up");
    pair.write(WEST, "app", "private");
    pair.write(EAST, "other", "kept");
    pair.demote(WEST);
    pair.pass(2_000);
    const secondary_public_key = pair.publicKey(WEST);
    const { data } = pair.secondaryToken(EAST, { id: WEST, secondary_public_key });
    pair.updatePrimary(WEST, { token: data.token });
    pair.pass(700);
    expect(pair.drStatus(WEST).state).to.equal("merkle-sync");
    pair.pass(300);
    expect(new Set(pair.roots()).size).to.equal(1);
  });

  it("refuses a token for another key pair, and forgets the key once attached", () => {
    const pair = aMovedPair();
    const foreign = Buffer.alloc(32, 9).toString("base64");
    const other = pair.secondaryToken(EAST, { id: "other", secondary_public_key: foreign });
    expect(pair.updatePrimary(WEST, { token: other.data.token }).status).to.equal(400);
    const secondary_public_key = pair.publicKey(WEST);
    const { data } = pair.secondaryToken(EAST, { id: WEST, secondary_public_key });
    expect(pair.updatePrimary(WEST, { token: data.token }).status).to.equal(200);
    expect(pair.updatePrimary(WEST, { token: data.token }).status).to.equal(400);
  });
});

describe("attaching to a cluster of another set", () => {
  it("is refused", () => {
    const pair = aMovedPair();
    const west = pair.world.clusters.get(WEST);
    if (west !== undefined) west.clusterId = "another";
    const secondary_public_key = pair.publicKey(WEST);
    const { data } = pair.secondaryToken(EAST, { id: WEST, secondary_public_key });
    west?.operationTokens.add("hvs.generated");
    const body = { dr_operation_token: "hvs.generated", token: data.token };
    const { status, body: told } = pair.updatePrimary(WEST, body);
    expect([status, told.errors?.[0]]).to.deep.equal([
      500,
      "cluster ID of the primary does not match this secondary's",
    ]);
    expect(pair.drStatus(WEST)).to.include({ state: "idle", secondary_id: "" });
  });
});

describe("attaching by a wrapped token", () => {
  it("unwraps once, at the address that is given", () => {
    const pair = aMovedPair();
    const token = wrapped(pair);
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    expect(claims).to.include({ addr: "https://127.0.2.1:8200", type: "wrapping", accessor: "" });
    const primary_api_addr = "https://127.0.2.1:8200";
    expect(pair.updatePrimary(WEST, { token, primary_api_addr }).status).to.equal(200);
    const again = pair.updatePrimary(WEST, { token, primary_api_addr });
    expect([again.status, again.body.errors?.[0]]).to.deep.equal([
      500,
      'error response unwrapping secondary token; status code is 400, message is "400 Bad Request"',
    ]);
  });

  it("fails where the name still leads to the demoted cluster, and the token stays good", () => {
    let addresses = ["127.0.1.1"];
    const pair = aMovedPair({
      addressesOf: (host) => (host === "vault.test.acme.com" ? addresses : [host]),
    });
    const token = wrapped(pair);
    const primary_api_addr = "https://vault.test.acme.com:8200";
    const early = pair.updatePrimary(WEST, { token, primary_api_addr });
    expect([early.status, early.body.errors?.[0]]).to.deep.equal([
      500,
      'error response unwrapping secondary token; status code is 400, message is "400 Bad Request"',
    ]);
    addresses = ["127.0.2.1"];
    expect(pair.updatePrimary(WEST, { token, primary_api_addr }).status).to.equal(200);
  });

  it("goes by the address in the token where none is given", () => {
    const pair = aMovedPair();
    expect(pair.updatePrimary(WEST, { token: wrapped(pair) }).status).to.equal(200);
    expect(pair.drStatus(WEST)).to.include({ state: "merkle-diff", secondary_id: WEST });
  });

  it("fails with 403 at a Vault of another set, and with 503 at a sealed one", () => {
    const pair = aMovedPair();
    const token = wrapped(pair);
    const east = clusterIn(pair.world, EAST);
    const own = east.clusterId;
    east.clusterId = "another";
    expect(pair.updatePrimary(WEST, { token }).body.errors?.[0]).to.contain("status code is 403");
    east.clusterId = own;
    east.sealed = true;
    expect(pair.updatePrimary(WEST, { token }).body.errors?.[0]).to.contain("status code is 503");
    east.sealed = false;
    expect(pair.updatePrimary(WEST, { token }).status, "the token stays good").to.equal(200);
  });

  it("tells a refused connection from silence, and an expired token from both", () => {
    const pair = aMovedPair();
    const token = wrapped(pair);
    pair.setReach(EAST, "refused");
    expect(pair.updatePrimary(WEST, { token }).body.errors?.[0]).to.contain("connection refused");
    pair.setReach(EAST, "hanging");
    expect(pair.updatePrimary(WEST, { token }).body.errors?.[0]).to.contain("i/o timeout");
    pair.setReach(EAST, "up");
    pair.pass(1_800_000);
    expect(pair.updatePrimary(WEST, { token }).body.errors?.[0]).to.contain("status code is 400");
  });
});

describe("the list of known secondaries", () => {
  it("has an id from its issue on, and refuses it a second time", () => {
    const pair = aMovedPair();
    wrapped(pair);
    expect(pair.drStatus(EAST)).to.deep.include({ known_secondaries: [WEST], secondaries: [] });
    expect(pair.secondaryToken(EAST, { id: WEST }).status).to.equal(400);
    expect(pair.secondaryToken(EAST, {}).status).to.equal(400);
  });

  it("loses a revoked id, whose connection ends at once and for good", () => {
    const pair = aVaultPair();
    const revoked = pair.ask(WEST, "POST sys/replication/dr/primary/revoke-secondary", {
      id: EAST,
    });
    expect(revoked.status).to.equal(204);
    expect(pair.drStatus(WEST).known_secondaries).to.deep.equal([]);
    expect(pair.drStatus(EAST).connection_state).to.equal("transient_failure");
    pair.secondaryToken(WEST, { id: EAST });
    setLink(pair.world, { up: false });
    setLink(pair.world, { up: true });
    pair.pass(60_000);
    expect(pair.drStatus(EAST).connection_state).to.equal("transient_failure");
  });

  it("is empty after a way back, so that the old secondary needs a new token", () => {
    const pair = aVaultPair();
    pair.demote(WEST);
    pair.pass(2_000);
    pair.promote(WEST);
    pair.pass(60_000);
    expect(pair.drStatus(WEST)).to.deep.include({ mode: "primary", known_secondaries: [] });
    expect(pair.drStatus(EAST).connection_state).to.equal("transient_failure");
  });
});

describe("the replication link", () => {
  it("delivers a write after the lag", () => {
    const pair = aVaultPair({ lagMs: 300 });
    pair.write(WEST, "app", "one");
    pair.pass(299);
    expect(new Set(pair.roots()).size).to.equal(2);
    pair.pass(1);
    expect(new Set(pair.roots()).size).to.equal(1);
  });

  it("loses what is in flight when it breaks, and sends it again when it is back", () => {
    const pair = aVaultPair();
    pair.write(WEST, "app", "one");
    setLink(pair.world, { up: false });
    pair.pass(14_000);
    expect(pair.drStatus(EAST).connection_state).to.equal("ready");
    pair.pass(1_000);
    expect(pair.drStatus(EAST).connection_state).to.equal("transient_failure");
    expect(new Set(pair.roots()).size).to.equal(2);
    setLink(pair.world, { up: true });
    pair.pass(600);
    expect(pair.drStatus(EAST)).to.include({ state: "stream-wals", connection_state: "ready" });
    expect(new Set(pair.roots()).size).to.equal(1);
  });

  it("catches up at once when a long lag becomes short", () => {
    const pair = aVaultPair({ lagMs: 60_000 });
    for (const value of ["one", "two", "three"]) pair.write(WEST, "app", value);
    pair.pass(1_000);
    setLink(pair.world, { lagMs: 50 });
    pair.pass(50);
    expect(new Set(pair.roots()).size).to.equal(1);
  });

  it("detaches for good by a blank token", () => {
    const pair = aVaultPair();
    expect(pair.updatePrimary(EAST, { token: "" }).status).to.equal(200);
    pair.pass(10_000);
    expect(pair.drStatus(EAST)).to.include({ state: "idle", secondary_id: "" });
  });
});
