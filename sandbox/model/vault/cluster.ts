import type { Front } from "./api/front.ts";
import type { Generation } from "./generation.ts";
import type { KeySpace } from "./keySpace.ts";
import type { Traits } from "./versions.ts";
import type { Wal, WalLog } from "./walLog.ts";

export type Mode = "primary" | "secondary";
export type State = "running" | "stream-wals" | "merkle-diff" | "merkle-sync" | "idle";

/** How a Region's listener behaves: as it should, nothing listens, or it takes connections and never answers. */
export type Reach = "up" | "refused" | "hanging";

/**
 * Which of its nodes answers at the cluster's address: the active one; one of a cluster without a leader; a standby that
 * does not reach the active node, which goes on elsewhere; a node that its cluster has removed.
 */
export type NodeKind = "active" | "leaderless" | "unhealthy" | "removed";

/** What is wrong with a cluster although it is there. */
export type Ailments = {
  node: NodeKind;
  /** Its replication does nothing: the status says `idle`, and nobody streams from it or to it. */
  idle: boolean;
  /** A secondary that streams for a moment and compares its tree with the primary's anew, for ever. */
  merkleLoop: boolean;
  corruptTree: boolean;
  license: "good" | "expired" | "terminated";
  /** Its clock minus the world's, in milliseconds: what it tells of times is by that clock. */
  clockMs: number;
};

export const HEALTHY: Ailments = {
  node: "active",
  idle: false,
  merkleLoop: false,
  corruptTree: false,
  license: "good",
  clockMs: 0,
};

/** Where a cluster is found: `https://127.0.1.1:8200`, `127.0.1.1:8201`. */
export type Place = { region: string; apiAddress: string; clusterAddress: string };

/** One Vault cluster, of which one node at a time is asked. Times are milliseconds since the epoch. */
export type Cluster = Place & {
  traits: Traits;
  reach: Reach;
  front: Front;
  sealed: boolean;
  ailments: Ailments;
  /** Of others, who have nothing to do with the set that is watched. */
  apart: boolean;
  mode: Mode;
  state: State;
  /** Identity of the DR set: the same on both sides, kept across promotions. */
  clusterId: string;
  /** Whoever has the same one can open the set's batch tokens. */
  keyring: string;
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
  /** Until then it lacks the index state that a service token of the old primary asks for. */
  indexMissingUntil: number;
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
export const isServing = ({ mode, roleChange, reach, front, sealed, ailments }: Cluster): boolean =>
  mode === "primary" &&
  roleChange === null &&
  reach === "up" &&
  front.listener === "up" &&
  typeof front.balancer !== "number" &&
  !sealed &&
  ailments.node === "active";

/** Whether the cluster talks to others of its set: a hanging listener's link is gone too. */
export const isOnline = ({ reach, sealed, ailments: { node, idle } }: Cluster): boolean =>
  reach === "up" && !sealed && !idle && (node === "active" || node === "unhealthy");
