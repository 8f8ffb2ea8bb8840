import { expect } from "chai";
import type { Ailments } from "../../../../sandbox/model/vault/cluster.ts";
import { settle } from "../../../../sandbox/model/vault/link.ts";
import { compareAnew } from "../../../../sandbox/model/vault/reach.ts";
import { clusterIn } from "../../../../sandbox/model/vault/world.ts";
import { aVaultPair, EAST, type VaultPair, WEST } from "../../../helpers/vaultWorld.ts";

describe("a cluster that ails", () => {
  const ails = ({ world }: VaultPair, region: string, change: Partial<Ailments>) => {
    Object.assign(clusterIn(world, region).ailments, change);
    settle(world);
  };
  const health = (pair: VaultPair, region: string, query = "") =>
    pair.ask(region, `GET sys/health${query}`, undefined, null);

  it("a standby that does not reach its active node: 474 since 1.19, whatever standbys may say; no calls", () => {
    const pair = aVaultPair();
    ails(pair, WEST, { node: "unhealthy" });
    expect(health(pair, WEST, "?standbyok=true&perfstandbyok=true").status).to.equal(474);
    expect(health(pair, WEST, "?haunhealthycode=299").status).to.equal(299);
    expect(health(pair, WEST).body).to.include({ standby: true, ha_connection_healthy: false });
    expect(pair.write(WEST, "app", "late")).to.equal(503);
    expect(pair.drStatus(EAST).connection_state).to.equal("ready");
  });

  it("a removed node: 530 and no mode, in sys/seal-status too; the link ends", () => {
    const pair = aVaultPair();
    ails(pair, EAST, { node: "removed" });
    expect(health(pair, EAST).status).to.equal(530);
    expect(health(pair, EAST).body).to.include({
      removed_from_cluster: true,
      replication_dr_mode: "unknown",
    });
    expect(pair.ask(EAST, "GET sys/seal-status").body.removed_from_cluster).to.equal(true);
    expect(pair.drStatus(WEST).secondaries?.[0]?.connection_status).to.equal("disconnected");
  });

  it("before 1.19 both are standbys like any other", () => {
    const pair = aVaultPair({ version: "1.9" });
    for (const node of ["unhealthy", "removed"] as const) {
      ails(pair, WEST, { node });
      expect(health(pair, WEST).status).to.equal(429);
      expect(health(pair, WEST).body).not.to.have.property("removed_from_cluster");
    }
  });

  it("no leader: standbys with the mode that they last heard, and nobody who takes a call", () => {
    const pair = aVaultPair();
    ails(pair, WEST, { node: "leaderless" });
    ails(pair, EAST, { node: "leaderless" });
    expect(health(pair, WEST).status).to.equal(429);
    expect(health(pair, EAST).status).to.equal(472);
    expect(health(pair, WEST).body).to.include({ standby: true, replication_dr_mode: "primary" });
    expect(pair.ask(WEST, "GET sys/leader").body.is_self).to.equal(false);
    const { status, body } = pair.ask(WEST, "GET sys/replication/dr/status");
    expect([status, body.errors]).to.deep.equal([
      500,
      ["local node not active but active cluster node not found"],
    ]);
  });

  it("is not counted among those who take writes while none of its nodes does", () => {
    const pair = aVaultPair();
    ails(pair, WEST, { node: "leaderless" });
    pair.promote(EAST);
    pair.pass(3_000);
    expect(pair.world.writable.overlaps()).to.deep.equal([]);
    ails(pair, WEST, { node: "active" });
    expect(pair.world.writable.overlaps()).to.have.length(1);
  });

  it("idle replication: a secondary that says so, and follows again when that is mended", () => {
    const pair = aVaultPair();
    ails(pair, EAST, { idle: true });
    pair.write(WEST, "app", "missed");
    pair.pass(1_000);
    expect(pair.drStatus(EAST)).to.include({ state: "idle" });
    expect(pair.roots()[0]).not.to.equal(pair.roots()[1]);
    ails(pair, EAST, { idle: false });
    pair.pass(1_000);
    expect(pair.drStatus(EAST)).to.include({ state: "stream-wals", connection_state: "ready" });
    expect(pair.roots()[0]).to.equal(pair.roots()[1]);
  });

  it("idle replication: a primary that says so, takes writes, and ships none", () => {
    const pair = aVaultPair();
    ails(pair, WEST, { idle: true });
    expect(pair.write(WEST, "app", "kept")).to.equal(200);
    expect(pair.drStatus(WEST).state).to.equal("idle");
    expect(pair.drStatus(EAST).connection_state).to.equal("transient_failure");
  });

  it("an endless merkle loop: it streams for a moment, and compares again", () => {
    const pair = aVaultPair({ settings: { attachMs: 1_000 } });
    ails(pair, EAST, { merkleLoop: true });
    compareAnew(pair.world, EAST);
    const seen = Array.from({ length: 40 }, () => {
      pair.pass(100);
      pair.write(WEST, "app", "more");
      return pair.drStatus(EAST).state;
    });
    const turns = seen.filter((state, index) => state !== seen[index - 1]);
    expect(turns.slice(0, 4)).to.deep.equal([
      "merkle-diff",
      "merkle-sync",
      "stream-wals",
      "merkle-diff",
    ]);
    ails(pair, EAST, { merkleLoop: false });
    pair.pass(3_000);
    expect(pair.drStatus(EAST).state).to.equal("stream-wals");
    expect(pair.roots()[0]).to.equal(pair.roots()[1]);
  });

  it("begins its replication anew when it changes its role", () => {
    const pair = aVaultPair();
    ails(pair, EAST, { idle: true });
    pair.demote(WEST);
    pair.promote(EAST);
    pair.pass(3_000);
    expect(pair.drStatus(EAST)).to.include({ mode: "primary", state: "running" });
  });

  it("a corrupt merkle tree is told by the status and by the check", () => {
    const pair = aVaultPair();
    ails(pair, EAST, { corruptTree: true });
    expect(pair.drStatus(EAST).corrupted_merkle_tree).to.equal(true);
    expect(pair.drStatus(WEST).corrupted_merkle_tree).to.equal(false);
    const { data } = pair.ask(EAST, "POST sys/replication/dr/secondary/merkle-check", {
      dr_operation_token: pair.operationToken,
    });
    expect(data.merkle_corruption_report?.corrupted_root).to.equal(true);
  });

  it("tells of its licence in sys/health", () => {
    const pair = aVaultPair();
    ails(pair, WEST, { license: "terminated" });
    ails(pair, EAST, { license: "expired" });
    expect(health(pair, WEST).body.license).to.include({ terminated: true });
    expect(health(pair, EAST).body.license).to.include({
      terminated: false,
      expiry_time: "2026-01-01T00:00:00Z",
    });
  });

  it("tells times by its own clock", () => {
    const pair = aVaultPair();
    const before = Number(health(pair, EAST).body.server_time_utc);
    const beat = () => Date.parse(String(pair.drStatus(EAST).primaries?.[0]?.last_heartbeat));
    const beatBefore = beat();
    ails(pair, EAST, { clockMs: -20_000 });
    expect(Number(health(pair, EAST).body.server_time_utc)).to.equal(before - 20);
    expect(beat()).to.equal(beatBefore - 20_000);
  });
});
