import { drawUuid } from "../draw.ts";
import { attach, issueActivation } from "./activation.ts";
import { aCluster, drawShares } from "./boot.ts";
import type { Cluster, Place } from "./cluster.ts";
import { KeySpace } from "./keySpace.ts";
import { leaveUpstream, settle } from "./link.ts";
import { mintServiceToken } from "./tokens.ts";
import type { VaultWorld } from "./world.ts";

const ACTIVATION_MS = 1_800_000;

/** Somebody switches the primary's replication off and on: it is a set of its own, which no secondary can rejoin. */
export function separate(world: VaultWorld, primary: Cluster): void {
  primary.clusterId = drawUuid(world.random);
  primary.known.clear();
  settle(world);
}

/** `dr/secondary/enable` by people: the member is wiped, takes the primary's keys, and follows it under `id`. */
export function enableSecondary(
  world: VaultWorld,
  { primary, member, id }: { primary: Cluster; member: Cluster; id: string },
): void {
  leaveUpstream(member);
  const { clusterId, keyring, shares, threshold } = primary;
  Object.assign(member, { clusterId, keyring, shares, threshold });
  Object.assign(member, { mode: "secondary", state: "idle", generation: null });
  member.keys = new KeySpace();
  member.log.clear();
  for (const emptied of [member.known, member.operationTokens, member.keyPairs]) emptied.clear();
  const token = issueActivation(world, primary, { id, ttlMs: ACTIVATION_MS, publicKey: null });
  const activation = world.activations.get(token);
  if (activation === undefined) throw new Error("an activation token that was not issued");
  activation.used = true;
  attach(world, member, activation);
}

const EMPTY_ROOT = new KeySpace().root();

/** It was wiped, and nothing has come to it since. */
export const isEmpty = ({ keys }: Cluster): boolean => keys.root() === EMPTY_ROOT;

/** What a snapshot of a member keeps, and `restore` brings back: it is of its old set again, and follows nobody. */
export function snapshotOf({ clusterId, keyring, shares, threshold, keys }: Cluster) {
  const kept = new KeySpace();
  kept.copyFrom(keys);
  return { clusterId, keyring, shares, threshold, keys: kept };
}

export function restore(
  world: VaultWorld,
  member: Cluster,
  snapshot: ReturnType<typeof snapshotOf>,
): void {
  leaveUpstream(member);
  Object.assign(member, snapshot, { state: "idle" });
  settle(world);
}

/** A running primary of others, with shares and data of its own. `leaveOut` takes it away again. */
export function bootApart(world: VaultWorld, place: Place, like: Cluster): Cluster {
  const about = { traits: like.traits, clusterId: drawUuid(world.random), apart: true };
  const cluster = aCluster(world, place, { ...about, shares: drawShares(world.random) });
  Object.assign(cluster, { mode: "primary", state: "running" });
  mintServiceToken(world, cluster, ["root"]);
  world.clusters.set(place.region, cluster);
  return cluster;
}

/** The Region's cluster is none of this world's any more. Nobody may follow it. */
export function leaveOut(world: VaultWorld, region: string): void {
  world.clusters.delete(region);
}
