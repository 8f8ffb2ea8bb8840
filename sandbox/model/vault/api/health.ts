import type { Cluster } from "../cluster.ts";
import type { VaultWorld } from "../world.ts";
import { type Answered, answered, failed, type Request } from "./replies.ts";

type Condition = "active" | "standby" | "drsecondary" | "sealed";

const CODES = { active: 200, standby: 429, drsecondary: 472, sealed: 503 };
const FLAGS = ["standbyok", "perfstandbyok"];
/** The query parameter that replaces each condition's code; `performancestandbycode` and its like never apply here. */
const CODE_PARAMETERS = {
  active: "activecode",
  standby: "standbycode",
  drsecondary: "drsecondarycode",
  sealed: "sealedcode",
};
const OTHER_CODES = ["performancestandbycode", "uninitcode", "removedcode", "haunhealthycode"];

/** `sys/health`: in the middle of a role change the node is a standby that knows no mode. */
export function health(world: VaultWorld, cluster: Cluster, request: Request): Answered {
  if (request.method !== "GET" && request.method !== "HEAD") return failed(405);
  const { query } = request;
  const wrong = unparsable(query);
  if (wrong !== null) return failed(400, wrong);
  const condition = conditionOf(cluster);
  const asked = query[CODE_PARAMETERS[condition]];
  const standbyOk =
    condition === "standby" && query.standbyok !== undefined && isTrue(query.standbyok);
  const status = standbyOk ? statusOf("active", query.activecode) : statusOf(condition, asked);
  return answered(status, request.method === "HEAD" ? null : healthBody(world, cluster));
}

const statusOf = (condition: Condition, asked: string | undefined): number =>
  asked === undefined ? CODES[condition] : Number(asked);

/** The server's order of decision, with one active node per cluster. */
function conditionOf({ sealed, roleChange, mode }: Cluster): Condition {
  if (sealed) return "sealed";
  if (roleChange !== null) return "standby";
  return mode === "secondary" ? "drsecondary" : "active";
}

function unparsable(query: Record<string, string>): string | null {
  const flag = FLAGS.find((name) => query[name] !== undefined && !isBoolean(query[name]));
  if (flag !== undefined) return `bad value for "${flag}": must be true or false`;
  const codes = [...Object.values(CODE_PARAMETERS), ...OTHER_CODES];
  const code = codes.find((name) => query[name] !== undefined && !/^\d{3}$/.test(query[name]));
  return code === undefined ? null : `bad value for "${code}": must be an HTTP status code`;
}

const isTrue = (text: string): boolean =>
  ["", "1", "t", "T", "true", "TRUE", "True"].includes(text);
const isBoolean = (text: string): boolean =>
  isTrue(text) || ["0", "f", "F", "false", "FALSE", "False"].includes(text);

function healthBody({ timeline }: VaultWorld, cluster: Cluster): object {
  const { traits, sealed, roleChange, mode, localId, region } = cluster;
  const settled = !sealed && roleChange === null;
  return {
    initialized: true,
    sealed,
    standby: !settled,
    performance_standby: false,
    replication_performance_mode: settled ? "disabled" : "unknown",
    replication_dr_mode: settled ? mode : "unknown",
    server_time_utc: Math.floor(timeline.now() / 1000),
    version: traits.version,
    enterprise: true,
    ...(sealed ? {} : { cluster_name: `vault-${region}`, cluster_id: localId }),
    ...(settled ? { last_wal: cluster.walCount + cluster.localWalCount } : {}),
    license: { state: "autoloaded", expiry_time: "2031-01-01T00:00:00Z", terminated: false },
    echo_duration_ms: 0,
    clock_skew_ms: 0,
    replication_primary_canary_age_ms: 0,
  };
}

/** `sys/seal-status`. */
export function sealStatus(_world: VaultWorld, cluster: Cluster): Answered {
  const { sealed, threshold, shares, traits, region, localId } = cluster;
  return answered(200, {
    type: "awskms",
    initialized: true,
    sealed,
    t: threshold,
    n: shares.length,
    progress: 0,
    nonce: "",
    version: traits.version,
    build_date: "2025-10-21T00:00:00Z",
    migration: false,
    ...(sealed ? {} : { cluster_name: `vault-${region}`, cluster_id: localId }),
    recovery_seal: true,
    storage_type: "raft",
    removed_from_cluster: false,
  });
}

/** `sys/leader`: the one node is the leader, except while it changes role. */
export function leader(_world: VaultWorld, cluster: Cluster): Answered {
  const { sealed, roleChange, apiAddress, clusterAddress, activeSince } = cluster;
  const leads = !sealed && roleChange === null;
  return answered(200, {
    ha_enabled: true,
    is_self: leads,
    active_time: leads ? new Date(activeSince).toISOString() : "0001-01-01T00:00:00Z",
    leader_address: leads ? apiAddress : "",
    leader_cluster_address: leads ? `https://${clusterAddress}` : "",
    performance_standby: false,
    performance_standby_last_remote_wal: 0,
    ...(leads ? { last_wal: cluster.walCount + cluster.localWalCount } : {}),
  });
}
