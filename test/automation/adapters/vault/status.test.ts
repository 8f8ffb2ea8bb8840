import { expect } from "chai";
import {
  clusterView,
  drStatusSchema,
  healthSchema,
  NO_DR,
  serviceHealth,
} from "../../../../automation/adapters/vault/status.ts";

const AT = Date.parse("2026-11-23T20:36:10.400Z");
const ASKED = { sentAt: AT - 20, answeredAt: AT + 20 };
const SET = "89d8d4b5-2b3f-5e4c-9c3b-cb4c6e3f7e8a";

const HEALTH = {
  initialized: true,
  sealed: false,
  standby: false,
  performance_standby: false,
  replication_performance_mode: "disabled",
  replication_dr_mode: "secondary",
  server_time_utc: Math.floor(AT / 1000),
  version: "1.9.0+prem",
  cluster_name: "SECONDARY",
  cluster_id: "d2fbb13b-0000-0000-0000-000000000000",
  last_wal: 13,
  license: { state: "none", expiry_time: "", terminated: false },
};
const PRIMARY = {
  mode: "primary",
  state: "running",
  cluster_id: SET,
  known_secondaries: ["us-east-1"],
  last_wal: 455,
  last_dr_wal: 451,
  merkle_root: "c02e0ebb5c5f3b5c6f8d9a0d5ae2b3c4d5e6f708",
  primary_cluster_addr: "",
  secondaries: [
    {
      node_id: "us-east-1",
      api_address: "https://10.1.0.4:8200",
      cluster_address: "https://10.1.0.4:8201",
      connection_status: "connected",
      last_heartbeat: "2026-11-23T20:36:08.123456789Z",
      clock_skew_ms: "2",
    },
  ],
  last_reindex_epoch: "0",
  corrupted_merkle_tree: false,
  last_corruption_check_epoch: "-62135596800",
  ssct_generation_counter: 0,
};
const SECONDARY = {
  mode: "secondary",
  state: "stream-wals",
  connection_state: "ready",
  cluster_id: SET,
  secondary_id: "us-east-1",
  last_remote_wal: 451,
  merkle_root: "c02e0ebb5c5f3b5c6f8d9a0d5ae2b3c4d5e6f708",
  known_primary_cluster_addrs: ["https://10.0.0.4:8201"],
  primaries: [
    {
      api_address: "https://10.0.0.4:8200",
      cluster_address: "https://10.0.0.4:8201",
      connection_status: "disconnected",
      last_heartbeat: "0001-01-01T00:00:00Z",
    },
  ],
};

const viewOf = (dr: unknown, health: object = HEALTH) =>
  clusterView(healthSchema.parse(health), dr === null ? null : drStatusSchema.parse(dr), ASKED);

describe("Vault's status", () => {
  it("of a primary: what it shipped, whom it knows, who hears it", () => {
    expect(viewOf({ data: PRIMARY })).to.deep.equal({
      role: "primary",
      state: "running",
      connectionState: null,
      clusterId: SET,
      version: "1.9.0+prem",
      initialized: true,
      sealed: false,
      standby: false,
      shippedWal: 451,
      receivedWal: null,
      merkleRoot: PRIMARY.merkle_root,
      corruptedMerkleTree: false,
      secondaryId: null,
      knownSecondaries: ["us-east-1"],
      peers: [
        {
          apiAddress: "https://10.1.0.4:8200",
          connected: true,
          lastHeartbeatMs: Date.parse("2026-11-23T20:36:08.123Z"),
        },
      ],
      clockSkewMs: 0,
    });
  });

  it("of a secondary: what it received, through which connection; Go's zero time is no heartbeat", () => {
    const view = viewOf({ data: SECONDARY });
    expect(view).to.include({
      role: "secondary",
      state: "stream-wals",
      connectionState: "ready",
      receivedWal: 451,
      shippedWal: null,
      secondaryId: "us-east-1",
    });
    expect(view.peers).to.deep.equal([
      { apiAddress: "https://10.0.0.4:8200", connected: false, lastHeartbeatMs: null },
    ]);
  });

  it("takes numbers that are written as strings, and 0 after a merkle sync as a number", () => {
    expect(viewOf({ data: { ...PRIMARY, last_dr_wal: "451" } }).shippedWal).to.equal(451);
    expect(viewOf({ data: { ...SECONDARY, last_remote_wal: 0 } }).receivedWal).to.equal(0);
    expect(viewOf({ data: { ...SECONDARY, last_remote_wal: null } }).receivedWal).to.equal(null);
  });

  it("counts all WALs where Vault has no counter of the DR class", () => {
    const { last_dr_wal: _, ...old } = PRIMARY;
    expect(viewOf({ data: old }).shippedWal).to.equal(455);
  });

  it("is not put off by fields that are new, null, or of another type", () => {
    const view = viewOf({
      data: {
        ...PRIMARY,
        known_secondaries: null,
        secondaries: null,
        merkle_root: 5,
        brand_new: {},
      },
    });
    expect(view).to.deep.include({
      role: "primary",
      knownSecondaries: [],
      peers: [],
      merkleRoot: null,
    });
  });

  it("says unknown, never disabled, while a cluster changes role", () => {
    expect(viewOf({ data: { state: "idle" } }).role).to.equal("unknown");
    expect(viewOf({ data: { mode: "" } }).role).to.equal("unknown");
    expect(viewOf({ data: { mode: "something-new" } }).role).to.equal("unknown");
    expect(viewOf({ data: { mode: "bootstrapping" } }).role).to.equal("bootstrapping");
  });

  it("says disabled where there is no DR replication: enveloped, flat, or no such path", () => {
    expect(viewOf({ data: { mode: "disabled" } }).role).to.equal("disabled");
    expect(viewOf({ mode: "disabled" }).role).to.equal("disabled");
    expect(clusterView(healthSchema.parse(HEALTH), NO_DR, ASKED).role).to.equal("disabled");
  });

  it("is a view without DR status of a sealed cluster", () => {
    const sealed = {
      ...HEALTH,
      sealed: true,
      replication_dr_mode: "unknown",
      server_time_utc: undefined,
    };
    expect(viewOf(null, sealed)).to.deep.include({
      role: "unknown",
      sealed: true,
      state: "",
      clusterId: null,
      clockSkewMs: null,
    });
  });

  it("tells a clock's skew beyond what a second's resolution can hide", () => {
    const at = (seconds: number) => ({ ...HEALTH, server_time_utc: seconds });
    const now = Math.floor(AT / 1000);
    expect(viewOf({ data: PRIMARY }, at(now)).clockSkewMs).to.equal(0);
    expect(viewOf({ data: PRIMARY }, at(now + 5)).clockSkewMs).to.equal(4_580);
    expect(viewOf({ data: PRIMARY }, at(now - 5)).clockSkewMs).to.equal(-4_381);
  });

  it("of another server's making is no health at all", () => {
    expect(healthSchema.safeParse({ status: "ok" }).success).to.equal(false);
  });

  describe("behind the service's name", () => {
    const primary = { ...HEALTH, replication_dr_mode: "primary" };
    const cases: [string, number, object, boolean][] = [
      ["a primary serves", 200, primary, true],
      ["a DR secondary does not", 472, HEALTH, false],
      ["nor behind a load balancer that calls it well", 200, HEALTH, false],
      ["a sealed node does not", 503, { ...primary, sealed: true }, false],
      ["a standby that cannot reach its active node does not", 474, primary, false],
      [
        "a node that does not know its role does not",
        200,
        { ...primary, replication_dr_mode: "unknown" },
        false,
      ],
    ];
    for (const [title, status, health, serving] of cases) {
      it(title, () => {
        expect(serviceHealth(status, healthSchema.parse(health)).serving).to.equal(serving);
      });
    }
  });
});
