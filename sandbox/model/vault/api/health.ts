import type { Ailments, Cluster } from "../cluster.ts";
import type { Traits } from "../versions.ts";
import type { VaultWorld } from "../world.ts";
import { type Answered, answered, failed, type Request } from "./replies.ts";

type Condition = "active" | "standby" | "drsecondary" | "sealed" | "unhealthy" | "removed";

const CODES = {
  active: 200,
  standby: 429,
  drsecondary: 472,
  unhealthy: 474,
  removed: 530,
  sealed: 503,
};
const FLAGS = ["standbyok", "perfstandbyok"];
/** The query parameter that replaces each condition's code; `performancestandbycode` and its like never apply here. */
const CODE_PARAMETERS = {
  active: "activecode",
  standby: "standbycode",
  drsecondary: "drsecondarycode",
  unhealthy: "haunhealthycode",
  removed: "removedcode",
  sealed: "sealedcode",
};
const OTHER_CODES = ["performancestandbycode", "uninitcode"];

/** `sys/health`: in the middle of a role change the node is a standby that knows no mode. */
export function health(world: VaultWorld, cluster: Cluster, request: Request): Answered {
  if (request.method !== "GET" && request.method !== "HEAD") return failed(405);
  const { query } = request;
  const { traits } = cluster;
  const wrong = unparsable(query, traits);
  if (wrong !== null) return failed(400, wrong);
  const condition = conditionOf(world, cluster);
  const asked = query[CODE_PARAMETERS[condition]];
  const { standbyok } = query;
  const asFlag = standbyok !== undefined && (!traits.healthFlagsHaveValues || isTrue(standbyok));
  const standbyOk = condition === "standby" && asFlag;
  const status = standbyOk ? statusOf("active", query.activecode) : statusOf(condition, asked);
  return answered(status, request.method === "HEAD" ? null : healthBody(world, cluster));
}

const statusOf = (condition: Condition, asked: string | undefined): number =>
  asked === undefined ? CODES[condition] : Number(asked);

/**
 * The server's order of decision; where 530 and 474 stand in it is not known, here they come first. Code and mode come
 * from the same state.
 */
function conditionOf(world: VaultWorld, { sealed, roleChange, ...cluster }: Cluster): Condition {
  const { node } = cluster.ailments;
  if (sealed) return "sealed";
  if (cluster.traits.nodeRemoval && (node === "removed" || node === "unhealthy")) return node;
  if (roleChange !== null) return "standby";
  if (cluster.mode === "secondary" && tellsMode(world, cluster)) return "drsecondary";
  return node === "active" ? "active" : "standby";
}

/** Whether health and status say what the cluster is; for a while after a role change they may not. */
export const tellsMode = (
  { timeline }: VaultWorld,
  { modeUnknownUntil }: Pick<Cluster, "modeUnknownUntil">,
): boolean => timeline.now() >= modeUnknownUntil;

/** Parameters that a release does not know are ignored. */
function unparsable(query: Record<string, string>, traits: Traits): string | null {
  const flags = traits.healthFlagsHaveValues ? FLAGS : [];
  const flag = flags.find((name) => query[name] !== undefined && !isBoolean(query[name]));
  if (flag !== undefined) return `bad value for "${flag}": must be true or false`;
  const { unhealthy, removed, ...older } = CODE_PARAMETERS;
  const newer = traits.nodeRemoval ? [unhealthy, removed] : [];
  const codes = [...Object.values(older), ...OTHER_CODES, ...newer];
  const code = codes.find((name) => query[name] !== undefined && !/^\d{3}$/.test(query[name]));
  return code === undefined ? null : `bad value for "${code}": must be an HTTP status code`;
}

const isTrue = (text: string): boolean =>
  ["", "1", "t", "T", "true", "TRUE", "True"].includes(text);
const isBoolean = (text: string): boolean =>
  isTrue(text) || ["0", "f", "F", "false", "FALSE", "False"].includes(text);

const licenseOf = ({ license }: Ailments): object => ({
  state: "autoloaded",
  expiry_time: license === "good" ? "2031-01-01T00:00:00Z" : "2026-01-01T00:00:00Z",
  terminated: license === "terminated",
});

function healthBody(world: VaultWorld, cluster: Cluster): object {
  const { traits, sealed, roleChange, mode, localId, region, ailments } = cluster;
  const settled = !sealed && roleChange === null && ailments.node === "active";
  const isTold = !sealed && roleChange === null && ailments.node !== "removed";
  const told = isTold && tellsMode(world, cluster);
  return {
    initialized: true,
    sealed,
    standby: !settled,
    performance_standby: false,
    replication_performance_mode: told ? "disabled" : "unknown",
    replication_dr_mode: told ? mode : "unknown",
    server_time_utc: Math.floor((world.timeline.now() + ailments.clockMs) / 1000),
    version: traits.version,
    ...(traits.canary ? { enterprise: true } : {}),
    ...(sealed ? {} : { cluster_name: `vault-${region}`, cluster_id: localId }),
    ...(settled ? { last_wal: cluster.walCount + cluster.localWalCount } : {}),
    ...(traits.healthHasLicense ? { license: licenseOf(ailments) } : {}),
    ...(traits.canary
      ? { echo_duration_ms: 0, clock_skew_ms: 0, replication_primary_canary_age_ms: 0 }
      : {}),
    ...(traits.nodeRemoval ? haFields(ailments) : {}),
  };
}

const haFields = ({ node }: Ailments): object =>
  node === "active"
    ? {}
    : { removed_from_cluster: node === "removed", ha_connection_healthy: false };

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
    ...(traits.nodeRemoval ? { removed_from_cluster: cluster.ailments.node === "removed" } : {}),
  });
}

/** `sys/leader`: the node that is asked is the leader, unless it is none, or changes role. */
export function leader(_world: VaultWorld, cluster: Cluster): Answered {
  const { sealed, roleChange, apiAddress, clusterAddress, activeSince, ailments } = cluster;
  const leads = !sealed && roleChange === null && ailments.node === "active";
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
