import { expect } from "chai";
import { setLink } from "../../../../sandbox/model/vault/reach.ts";
import { aVaultPair, EAST, WEST } from "../../../helpers/vaultWorld.ts";

describe("a demotion", () => {
  it("is answered at once with a warning, and holds after the role change", () => {
    const pair = aVaultPair();
    const { status, body } = pair.demote(WEST);
    expect(status).to.equal(200);
    expect(body.warnings).to.deep.equal([
      "This cluster is being demoted to a replication secondary. Vault will be unavailable for a brief period and will resume service shortly.",
    ]);
    expect(pair.ask(WEST, "GET sys/health").body.replication_dr_mode).to.equal("unknown");
    expect(pair.ask(WEST, "GET sys/replication/dr/status").status).to.equal(503);
    expect(pair.write(WEST, "app", "late")).to.equal(503);

    pair.pass(2_000);
    expect(pair.drStatus(WEST)).to.include({ mode: "secondary", state: "idle", secondary_id: "" });
    expect(pair.drStatus(WEST).merkle_root).to.match(/^[0-9a-f]{40}$/);
    expect(pair.demote(WEST).status).to.equal(400);
  });

  it("does not ship what is in flight: a write of the last moment is missing on the secondary", () => {
    const pair = aVaultPair({ lagMs: 100 });
    pair.write(WEST, "app", "early");
    pair.pass(60);
    pair.write(WEST, "app", "late");
    pair.pass(60);
    pair.demote(WEST);
    pair.pass(5_000);
    const [west, east] = pair.roots();
    expect(west).not.to.equal(east);
    pair.promote(EAST);
    pair.pass(2_000);
    expect(pair.read(EAST, "app")).to.equal("early");
  });

  it("of a primary that has been quiet for the lag leaves both roots equal", () => {
    const pair = aVaultPair({ lagMs: 100 });
    pair.write(WEST, "app", "one");
    pair.pass(100);
    pair.demote(WEST);
    pair.pass(2_000);
    const [west, east] = pair.roots();
    expect(west).to.equal(east);
  });

  it("is noticed by its secondary, whose state still says stream-wals", () => {
    const pair = aVaultPair();
    pair.demote(WEST);
    const east = pair.drStatus(EAST);
    expect(east).to.include({ state: "stream-wals", connection_state: "transient_failure" });
    expect(east.primaries?.[0]?.connection_status).to.equal("disconnected");
  });

  it("can hide the root of a cluster that has no primary", () => {
    const pair = aVaultPair({ settings: { demotedShowsRoot: false } });
    pair.demote(WEST);
    pair.pass(2_000);
    expect(pair.drStatus(WEST).merkle_root).to.equal("");
  });
});

describe("requests during a role change", () => {
  it("are cut, answered 500, or wait, as the world is set", () => {
    const reset = aVaultPair({ settings: { duringRoleChange: "reset" } });
    reset.demote(WEST);
    expect(reset.ask(WEST, "GET sys/health").is).to.equal("cut");

    const error = aVaultPair({ settings: { duringRoleChange: "500" } });
    error.demote(WEST);
    expect(error.ask(WEST, "GET sys/replication/dr/status").body.errors?.[0]).to.equal(
      "local node not active but active cluster node not found",
    );

    const wait = aVaultPair({ settings: { duringRoleChange: "wait" } });
    wait.demote(WEST);
    expect(wait.ask(WEST, "GET sys/replication/dr/status").is).to.equal("later");
    wait.pass(2_000);
    expect(wait.drStatus(WEST).mode).to.equal("secondary");
  });

  it("are cut, answered 500 and answered 503 in turn, each role change from its beginning", () => {
    const pair = aVaultPair({ settings: { duringRoleChange: "in-turn" } });
    const met = () => {
      const { is, status } = pair.ask(WEST, "GET sys/replication/dr/status");
      return is === "cut" ? is : status;
    };
    pair.demote(WEST);
    expect([met(), met(), met(), met()]).to.deep.equal(["cut", 500, 503, "cut"]);
    pair.pass(2_000);
    expect(met()).to.equal(200);
    pair.promote(WEST);
    expect(met()).to.equal("cut");
  });
});

describe("a mode that is not told", () => {
  it("is unknown in health and status of a promoted cluster, which serves already", () => {
    const pair = aVaultPair({ settings: { unknownMs: 60_000 } });
    pair.demote(WEST);
    pair.promote(EAST);
    pair.pass(2_000);
    const { status, body } = pair.ask(EAST, "GET sys/health");
    expect([status, body.replication_dr_mode]).to.deep.equal([200, "unknown"]);
    expect(pair.drStatus(EAST)).to.deep.equal({ mode: "unknown" });
    expect(pair.write(EAST, "app", "new")).to.equal(200);
    pair.pass(60_000);
    expect(pair.drStatus(EAST)).to.include({ mode: "primary", state: "running" });
  });

  it("makes a demoted cluster look active to whoever goes by the code, and refuse what a secondary refuses", () => {
    const pair = aVaultPair({ settings: { unknownMs: 60_000 } });
    pair.demote(WEST);
    pair.pass(2_000);
    expect(pair.ask(WEST, "GET sys/health").status).to.equal(200);
    expect(pair.write(WEST, "app", "late")).to.equal(400);
    pair.pass(60_000);
    expect(pair.ask(WEST, "GET sys/health").status).to.equal(472);
  });
});

describe("a promotion", () => {
  it("leaves service tokens of 1.10 and later without their index state for a while: 412, batch tokens not", () => {
    for (const [version, status] of [
      ["1.9", 404],
      ["1.21", 412],
    ] as const) {
      const pair = aVaultPair({ version, settings: { indexMissingMs: 3_000 } });
      const read = (token: string) => pair.ask(EAST, "GET secret/data/none", undefined, token);
      pair.setReach(WEST, "refused");
      pair.promote(EAST);
      pair.pass(4_999);
      expect(read(pair.rootToken).status, version).to.equal(status);
      expect(read(pair.operationToken).status).to.equal(403);
      pair.pass(1);
      expect(read(pair.rootToken).status).to.equal(404);
    }
  });

  it("makes a primary with an empty list of secondaries, the same set and a count of its own", () => {
    const pair = aVaultPair();
    const before = pair.drStatus(EAST);
    pair.demote(WEST);
    const { status, body } = pair.promote(EAST);
    expect([status, body.data]).to.deep.equal([200, null]);
    expect(body.warnings?.[0]).to.match(
      /^This cluster is being promoted to a replication primary\./,
    );
    pair.pass(2_000);
    const after = pair.drStatus(EAST);
    expect(after).to.deep.include({
      mode: "primary",
      state: "running",
      known_secondaries: [],
      secondaries: [],
      primary_cluster_addr: `${EAST}:8201`,
      cluster_id: before.cluster_id,
    });
    expect(after.last_dr_wal).to.be.lessThan(Number(before.last_remote_wal));
    expect(pair.write(EAST, "app", "new")).to.equal(200);
  });

  it("works without force while the primary is silent", () => {
    const pair = aVaultPair();
    pair.setReach(WEST, "hanging");
    pair.pass(20_000);
    expect(pair.drStatus(EAST).connection_state).to.equal("transient_failure");
    expect(pair.promote(EAST).status).to.equal(200);
  });

  it("is refused with 503 in the middle of a merkle sync, unless forced", () => {
    const pair = aVaultPair({ settings: { attachMs: 10_000 } });
    setLink(pair.world, { up: false });
    pair.write(WEST, "app", "only west");
    const token = pair.secondaryToken(WEST, {
      id: "second",
      secondary_public_key: pair.publicKey(EAST),
    });
    pair.updatePrimary(EAST, { token: token.data.token });
    setLink(pair.world, { up: true });
    pair.pass(6_000);
    expect(pair.drStatus(EAST).state).to.equal("merkle-sync");
    const refused = pair.promote(EAST);
    expect([refused.status, refused.body.errors?.[0]]).to.deep.equal([
      503,
      "replication is still catching up with the primary; retry later, or set force to promote with incomplete data",
    ]);
    expect(pair.promote(EAST, { force: true }).status).to.equal(200);
  });

  it("wants a DR operation token that is good for it", () => {
    const pair = aVaultPair();
    expect(pair.promote(EAST, { dr_operation_token: undefined }).status).to.equal(400);
    expect(pair.promote(EAST, { dr_operation_token: pair.rootToken }).status).to.equal(403);
    pair.pass(3_600_000);
    expect(pair.promote(EAST).status).to.equal(403);
  });

  it("is no call for a primary", () => {
    const { status, body } = aVaultPair().promote(WEST);
    expect([status, body.errors?.[0]]).to.deep.equal([400, "Not a DR secondary."]);
  });
});

describe("two primaries", () => {
  it("are counted from the moment the lost one is back until one is demoted", () => {
    const pair = aVaultPair();
    pair.setReach(WEST, "refused");
    pair.promote(EAST);
    pair.pass(10_000);
    expect(pair.world.writable.totalMs(pair.timeline.now())).to.equal(0);

    pair.setReach(WEST, "up");
    pair.pass(1_500);
    expect(pair.drStatus(WEST)).to.include({ mode: "primary", state: "running" });
    expect(pair.drStatus(WEST).cluster_id).to.equal(pair.drStatus(EAST).cluster_id);
    expect(pair.write(WEST, "app", "split")).to.equal(200);
    pair.demote(WEST);
    pair.pass(5_000);
    expect(pair.world.writable.totalMs(pair.timeline.now())).to.equal(1_500);
    const [overlap] = pair.world.writable.overlaps();
    expect(overlap?.regions).to.deep.equal([WEST, EAST]);
  });

  it("do not exist in a planned move", () => {
    const pair = aVaultPair();
    pair.demote(WEST);
    pair.promote(EAST);
    pair.pass(60_000);
    expect(pair.world.writable.overlaps()).to.deep.equal([]);
  });
});
