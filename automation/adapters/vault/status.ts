import { z } from "zod";
import type { ClusterView, Peer, Role, ServiceHealth } from "../../ports/vault.ts";

/** When a question was sent and when its answer was there, in milliseconds since the epoch. */
export type Asked = { sentAt: number; answeredAt: number };

export type Health = z.output<typeof healthSchema>;
export type DrStatus = z.output<typeof drStatusSchema>;

/** What a cluster without DR replication (Vault Community) has instead of a status. */
export const NO_DR: DrStatus = { mode: "disabled" };

/** One cluster from its two status bodies. A sealed or new cluster has only `health`. */
export function clusterView(health: Health, dr: DrStatus | null, asked: Asked): ClusterView {
  const status = dr ?? { mode: health.replication_dr_mode };
  const role = roleOf(status.mode);
  const secondary = role === "secondary";
  return {
    role,
    state: status.state ?? "",
    connectionState: secondary ? (status.connection_state ?? null) : null,
    clusterId: status.cluster_id ?? null,
    version: health.version,
    initialized: health.initialized,
    sealed: health.sealed,
    standby: health.standby,
    shippedWal: role === "primary" ? (status.last_dr_wal ?? status.last_wal ?? null) : null,
    receivedWal: secondary ? (status.last_remote_wal ?? null) : null,
    merkleRoot: status.merkle_root ?? null,
    corruptedMerkleTree: status.corrupted_merkle_tree ?? false,
    secondaryId: secondary ? (status.secondary_id ?? null) : null,
    knownSecondaries: status.known_secondaries ?? [],
    peers: ((secondary ? status.primaries : status.secondaries) ?? []).map(peerOf),
    clockSkewMs: skewMs(health.server_time_utc, asked),
  };
}

/** What a client would meet behind the service's name. `status` is health's code, asked without `drsecondarycode`. */
export function serviceHealth(status: number, health: Health): ServiceHealth {
  const { initialized, sealed, replication_dr_mode: mode } = health;
  const serving = status === 200 && initialized && !sealed && mode === "primary";
  return { role: roleOf(mode), sealed, serving };
}

const text = z
  .string()
  .transform((value) => (value === "" ? undefined : value))
  .optional()
  .catch(undefined);
const flag = z.boolean().catch(false);
/** Vault writes some numbers as strings. */
const digits = z
  .string()
  .regex(/^-?\d+$/)
  .transform(Number);
const count = z.union([z.number(), digits]).optional().catch(undefined);
const time = z
  .string()
  .transform((value) => Date.parse(value))
  .pipe(z.number().positive()) // Go's zero time lies in the year 1
  .optional()
  .catch(undefined);
const peers = z
  .array(z.object({ api_address: text, connection_status: text, last_heartbeat: time }))
  .optional()
  .catch(undefined);

/** `sys/health`. Fields that are not named here are ignored, now and in later versions. */
export const healthSchema = z.object({
  initialized: z.boolean(),
  sealed: z.boolean(),
  standby: flag,
  version: z.string().catch(""),
  replication_dr_mode: z.string().catch(""),
  /** Whole seconds. */
  server_time_utc: count,
});

const statusFields = z.object({
  mode: z.string().catch(""),
  state: text,
  connection_state: text,
  cluster_id: text,
  last_dr_wal: count,
  last_wal: count,
  last_remote_wal: count,
  merkle_root: text,
  corrupted_merkle_tree: flag.optional(),
  secondary_id: text,
  known_secondaries: z.array(z.string()).optional().catch(undefined),
  secondaries: peers,
  primaries: peers,
});

/** `sys/replication/dr/status`: fields under `data`, or flat where Vault has no DR replication. */
export const drStatusSchema = z
  .looseObject({ data: z.unknown().optional() })
  .transform(({ data, ...flat }) => (typeof data === "object" && data !== null ? data : flat))
  .pipe(statusFields);

const ROLES: readonly string[] = ["primary", "secondary", "bootstrapping", "disabled"];

const roleOf = (mode: string): Role => (ROLES.includes(mode) ? (mode as Role) : "unknown");

const peerOf = (peer: NonNullable<z.output<typeof peers>>[number]): Peer => ({
  apiAddress: peer.api_address ?? "",
  connected: peer.connection_status === "connected",
  lastHeartbeatMs: peer.last_heartbeat ?? null,
});

/** 0 when our clock read the server's second at some moment between question and answer. */
function skewMs(serverSeconds: number | undefined, { sentAt, answeredAt }: Asked): number | null {
  if (serverSeconds === undefined) return null;
  const first = serverSeconds * 1000;
  const last = first + 999;
  if (answeredAt < first) return first - answeredAt;
  return sentAt > last ? last - sentAt : 0;
}
