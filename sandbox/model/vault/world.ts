import type { Random } from "../../../ground/random.ts";
import type { Faults } from "../faults.ts";
import type { Timeline } from "../timeline.ts";
import type { Activation } from "./activation.ts";
import type { Cluster } from "./cluster.ts";
import type { BatchToken } from "./tokens.ts";
import type { WritableAccount } from "./writableAccount.ts";

/** What requests meet while a cluster changes role. Vault's own versions do all of it; `in-turn` is the first three. */
export const DURING_ROLE_CHANGE = ["reset", "500", "503", "wait", "in-turn"] as const;
export type DuringRoleChange = (typeof DURING_ROLE_CHANGE)[number];

/** How this world's Vaults behave where real ones differ, or where nobody could say. Times in milliseconds. */
export type VaultSettings = {
  roleChangeMs: number;
  duringRoleChange: DuringRoleChange;
  /** How long after a role change, while the cluster works already, its health and status say mode `unknown`. */
  unknownMs: number;
  /** How long after a promotion calls with a service token are answered 412, where the release has such tokens. */
  indexMissingMs: number;
  /** From an accepted `update-primary` to `stream-wals`. */
  attachMs: number;
  reconnectMs: number;
  heartbeatMs: number;
  /** How long a silent link seems connected. */
  disconnectNoticedMs: number;
  /** Whether a secondary without a primary still prints its `merkle_root`. */
  demotedShowsRoot: boolean;
  /** Whether a primary refuses an activation token for an id that it knows already. */
  refuseKnownId: boolean;
  /** `enable_unauthenticated_access = ["generate-operation-token"]` of 2.x: generation asks for no Vault token. */
  openGeneration: boolean;
};

export const USUAL_SETTINGS: VaultSettings = {
  roleChangeMs: 2_000,
  duringRoleChange: "503",
  unknownMs: 0,
  indexMissingMs: 0,
  attachMs: 1_000,
  reconnectMs: 500,
  heartbeatMs: 5_000,
  disconnectNoticedMs: 15_000,
  demotedShowsRoot: true,
  refuseKnownId: true,
  openGeneration: false,
};

/** All Vault clusters of the world and what lies between them. */
export type VaultWorld = {
  timeline: Timeline;
  random: Random;
  faults: Faults;
  settings: VaultSettings;
  /**
   * The replication link between all Regions; `lagMs` is how long a WAL travels. `closed`: Regions whose cluster port
   * takes no connection; a secondary connects to its primary, and never the other way round.
   */
  link: { lagMs: number; up: boolean; closed: Set<string> };
  clusters: Map<string, Cluster>;
  /** Activation tokens by their text. */
  activations: Map<string, Activation>;
  /** Batch tokens carry all there is to know of them: any cluster of the set can open one. */
  batchTokens: Map<string, BatchToken>;
  /** Root tokens made from key shares, and in which Region. */
  generatedRoots: Map<string, string>;
  /** What the servers' own resolver says of a host name; an IP address is its own answer. */
  addressesOf: (host: string) => string[];
  writable: WritableAccount;
  /** Every secret text that was ever handed out, for those who look for leaks. */
  issued: Set<string>;
};

export function clusterIn(world: VaultWorld, region: string): Cluster {
  const cluster = world.clusters.get(region);
  if (cluster === undefined) throw new Error(`no Vault cluster in ${region}`);
  return cluster;
}
