import { expect } from "chai";
import { aVaultPair, EAST, WEST } from "../../../../helpers/vaultWorld.ts";

describe("a healthy pair as its status calls show it", () => {
  it("has a running primary that lists its connected secondary", () => {
    const pair = aVaultPair();
    const { body } = pair.ask(WEST, "GET sys/replication/dr/status", undefined, null);
    expect(body).to.include.keys("request_id", "lease_id", "warnings", "wrap_info", "auth");
    expect(body.data).to.deep.include({
      mode: "primary",
      state: "running",
      known_secondaries: [EAST],
      last_reindex_epoch: "0",
      last_corruption_check_epoch: "-62135596800",
      corrupted_merkle_tree: false,
      primary_cluster_addr: "",
    });
    expect(body.data?.merkle_root).to.match(/^[0-9a-f]{40}$/);
    expect(body.data?.last_wal).to.be.greaterThan(Number(body.data?.last_dr_wal));
    expect(body.data?.secondaries?.[0]).to.include({
      node_id: EAST,
      connection_status: "connected",
      api_address: "https://127.0.2.1:8200",
      clock_skew_ms: "0",
    });
  });

  it("has a streaming secondary of the same set with the same root and every WAL", () => {
    const pair = aVaultPair();
    const primary = pair.drStatus(WEST);
    const secondary = pair.drStatus(EAST);
    expect(secondary).to.deep.include({
      mode: "secondary",
      state: "stream-wals",
      connection_state: "ready",
      secondary_id: EAST,
      known_primary_cluster_addrs: ["https://127.0.1.1:8201"],
      cluster_id: primary.cluster_id,
      merkle_root: primary.merkle_root,
      last_remote_wal: primary.last_dr_wal,
    });
    expect(secondary.primaries?.[0]).to.include({ connection_status: "connected" });
  });

  it("gives both kinds of replication in sys/replication/status", () => {
    const { data } = aVaultPair().ask(WEST, "GET sys/replication/status", undefined, null);
    expect(data.dr?.mode).to.equal("primary");
    expect(data.performance).to.deep.equal({ mode: "disabled" });
  });

  it("beats every 5 s", () => {
    const pair = aVaultPair();
    pair.pass(7_300);
    const heartbeat = Date.parse(String(pair.drStatus(EAST).primaries?.[0]?.last_heartbeat));
    expect(pair.timeline.now() - heartbeat).to.equal(2_300);
  });

  it("answers ordinary requests on the secondary with 400, whatever the token", () => {
    const pair = aVaultPair();
    for (const line of ["GET secret/data/app", "GET auth/token/lookup-self", "PUT sys/step-down"]) {
      const { status, body } = pair.ask(EAST, line);
      expect(status, line).to.equal(400);
      expect(body.errors).to.deep.equal(["path disabled in replication DR secondary mode"]);
    }
  });

  it("refuses an unknown token on the primary with 403", () => {
    const { status, body } = aVaultPair().ask(
      WEST,
      "GET auth/token/lookup-self",
      undefined,
      "hvs.x",
    );
    expect([status, body.errors?.[0]]).to.deep.equal([403, "permission denied"]);
  });
});
