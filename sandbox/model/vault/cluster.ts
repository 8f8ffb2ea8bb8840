import type { Generation } from "./generation.ts";
import type { KeySpace } from "./keySpace.ts";
import type { Traits } from "./versions.ts";
import type { Wal, WalLog } from "./walLog.ts";

export type Mode = "primary" | "secondary";
export type State = "running" | "stream-wals" | "merkle-diff" | "merkle-sync" | "idle";

/** How a Region's listener behaves: as it should, nothing listens, or it takes connections and never answers. */
export type Reach = "up" | "refused" | "hanging";

/** Where a cluster is found: `https://127.0.1.1:8200`, `127.0.1.1:8201`. */
export type Place = { region: string; apiAddress: string; clusterAddress: string };

/** One Vault cluster of a single active node. Times are milliseconds since the epoch. */
export type Cluster = Place & {
  traits: Traits;
  reach: Reach;
  sealed: boolean;
  mode: Mode;
  state: State;
  /** Identity of the DR set: the same on both sides, kept across promotions. */
  clusterId: string;
  /** The node's own identity, which `sys/health` prints and nobody may compare across the pair. */
  localId: string;
  keys: KeySpace;
  /** This cluster's own count of WALs that are shipped; goes on across promotions, never compared with another's. */
  walCount: number;
  /** WALs that are never shipped: `last_wal` is the sum of both. */
  localWalCount: number;
  log: WalLog;
  /** `primary_cluster_addr` as given to the promotion. */
  primaryClusterAddr: string;
  /** Ids of activation tokens issued and not revoked → the token's serial. */
  known: Map<string, string>;
  upstream: Upstream | null;
  generation: Generation | null;
  /** Generated DR operation tokens; good on a secondary only. */
  operationTokens: Set<string>;
  /** How many were ever generated here. */
  operationTokensIssued: number;
  /** Public keys whose private half this cluster still has. */
  keyPairs: Set<string>;
  /** Recovery key shares, as text, and how many are needed. */
  shares: string[];
  threshold: number;
  /** A role change that was answered and has not happened yet; `met`: how many requests have come in since. */
  roleChange: { to: Mode; until: number; met: number } | null;
  /** Until then health and status do not tell the mode that the cluster has. */
  modeUnknownUntil: number;
  activeSince: number;
};

/** A secondary's way to its primary, made by one activation token. */
export type Upstream = {
  region: string;
  secondaryId: string;
  /** Serial of the activation token; the primary must still know it under `secondaryId`. */
  serial: string;
  /** The primary's WAL up to which this cluster has everything; null before the first merkle comparison. */
  cursor: number | null;
  /** As the status prints it: 0 after a merkle sync until the first streamed WAL. */
  lastRemoteWal: number;
  session: Session | null;
  startedAt: number;
  /** Last heartbeat of the sessions that ended. */
  lastHeartbeatAt: number | null;
  /** When the loss of the last session is noticed by both sides. */
  lossNoticedAt: number;
};

/** One unbroken connection. What is in flight in it is lost with it. */
export type Session = {
  /** null while it is being opened. */
  openedAt: number | null;
  streaming: boolean;
  inFlight: { wal: Wal; arrivesAt: number }[];
  /** Counts deliveries planned: a newer plan makes the older void. */
  plan: number;
};

/** Whether clients that reach the Region can write there at this instant. */
export const isServing = ({ mode, roleChange, reach, sealed }: Cluster): boolean =>
  mode === "primary" && roleChange === null && reach === "up" && !sealed;

/** Whether the cluster talks to others of its set: a hanging listener's link is gone too. */
export const isOnline = ({ reach, sealed }: Cluster): boolean => reach === "up" && !sealed;
