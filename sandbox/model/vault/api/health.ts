import type { Cluster } from "../cluster.ts";
import type { Traits } from "../versions.ts";
import type { VaultWorld } from "../world.ts";
import { type Answered, answered, failed, type Request } from "./replies.ts";

type Condition = "active" | "standby" | "drsecondary" | "sealed";

const CODES = { active: 200, standby: 429, drsecondary: 472, sealed: 503 };
const FLAGS = ["standbyok", "perfstandbyok"];
const REMOVAL_CODES = ["removedcode", "haunhealthycode"];
/** The query parameter that replaces each condition's code; `performancestandbycode` and its like never apply here. */
const CODE_PARAMETERS = {
  active: "activecode",
  standby: "standbycode",
  drsecondary: "drsecondarycode",
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

/** The server's order of decision, with one active node per cluster. Code and mode come from the same state. */
function conditionOf(world: VaultWorld, { sealed, roleChange, ...cluster }: Cluster): Condition {
  if (sealed) return "sealed";
  if (roleChange !== null) return "standby";
  return cluster.mode === "secondary" && tellsMode(world, cluster) ? "drsecondary" : "active";
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
  const newer = traits.nodeRemoval ? REMOVAL_CODES : [];
  const codes = [...Object.values(CODE_PARAMETERS), ...OTHER_CODES, ...newer];
  const code = codes.find((name) => query[name] !== undefined && !/^\d{3}$/.test(query[name]));
  return code === undefined ? null : `bad value for "${code}": must be an HTTP status code`;
}

const isTrue = (text: string): boolean =>
  ["", "1", "t", "T", "true", "TRUE", "True"].includes(text);
const isBoolean = (text: string): boolean =>
  isTrue(text) || ["0", "f", "F", "false", "FALSE", "False"].includes(text);

const LICENSE = { state: "autoloaded", expiry_time: "2031-01-01T00:00:00Z", terminated: false };

function healthBody(world: VaultWorld, cluster: Cluster): object {
  const { traits, sealed, roleChange, mode, localId, region } = cluster;
  const settled = !sealed && roleChange === null;
  const told = settled && tellsMode(world, cluster);
  return {
    initialized: true,
    sealed,
    standby: !settled,
    performance_standby: false,
    replication_performance_mode: told ? "disabled" : "unknown",
    replication_dr_mode: told ? mode : "unknown",
    server_time_utc: Math.floor(world.timeline.now() / 1000),
    version: traits.version,
    ...(traits.canary ? { enterprise: true } : {}),
    ...(sealed ? {} : { cluster_name: `vault-${region}`, cluster_id: localId }),
    ...(settled ? { last_wal: cluster.walCount + cluster.localWalCount } : {}),
    ...(traits.healthHasLicense ? { license: LICENSE } : {}),
    ...(traits.canary
      ? { echo_duration_ms: 0, clock_skew_ms: 0, replication_primary_canary_age_ms: 0 }
      : {}),
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
    ...(traits.nodeRemoval ? { removed_from_cluster: false } : {}),
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
