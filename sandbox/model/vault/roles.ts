import type { Cluster, Mode } from "./cluster.ts";
import { leaveUpstream, settle } from "./link.ts";
import type { VaultWorld } from "./world.ts";

/** Stops writes and shipping at once: what is in flight is dropped. The rest holds after `roleChangeMs`. */
export function beginDemotion(world: VaultWorld, cluster: Cluster): void {
  changeRole(world, cluster, "secondary", () => {
    cluster.mode = "secondary";
    cluster.state = "idle";
    cluster.primaryClusterAddr = "";
  });
}

/** The cluster lets go of its primary at once and is a writable primary after `roleChangeMs`. */
export function beginPromotion(world: VaultWorld, cluster: Cluster, clusterAddr: string): void {
  leaveUpstream(cluster);
  changeRole(world, cluster, "primary", () => {
    cluster.mode = "primary";
    cluster.state = "running";
    cluster.primaryClusterAddr = clusterAddr;
    cluster.indexMissingUntil = world.timeline.now() + world.settings.indexMissingMs;
  });
}

function changeRole(world: VaultWorld, cluster: Cluster, to: Mode, effect: () => void): void {
  const { timeline, settings } = world;
  cluster.roleChange = { to, until: timeline.now() + settings.roleChangeMs, met: 0 };
  cluster.known.clear();
  cluster.generation = null;
  settle(world);
  timeline.after(settings.roleChangeMs, () => {
    effect();
    Object.assign(cluster.ailments, { idle: false, merkleLoop: false }); // its replication begins anew
    cluster.roleChange = null;
    cluster.modeUnknownUntil = timeline.now() + settings.unknownMs;
    cluster.log.clear();
    cluster.localWalCount += 2; // the core writes its new replication state for itself alone
    cluster.activeSince = timeline.now();
    settle(world);
  });
}
