import type { Front } from "./api/front.ts";
import type { Reach } from "./cluster.ts";
import { hurryUp, settle } from "./link.ts";
import { clusterIn, type VaultWorld } from "./world.ts";

/** Takes a Region away or brings it back. A process that ended restarts as what it was, a primary as primary. */
export function setReach(world: VaultWorld, region: string, reach: Reach): void {
  const cluster = clusterIn(world, region);
  if (reach === "refused") cluster.generation = null; // kept in the memory of the process
  if (cluster.reach === "refused" && reach === "up") cluster.activeSince = world.timeline.now();
  cluster.reach = reach;
  settle(world);
}

/** A secondary has lost its place in the stream, and compares its tree with the primary's anew: merkle-diff, then sync. */
export function compareAnew(world: VaultWorld, region: string): void {
  const { upstream } = clusterIn(world, region);
  if (upstream === null) return;
  upstream.cursor = null;
  upstream.session = null;
  settle(world);
}

/** What callers meet before the API of the Region's cluster; its link to other members of the set goes on. */
export function setFront(world: VaultWorld, region: string, change: Partial<Front>): void {
  Object.assign(clusterIn(world, region).front, change);
  settle(world);
}

/** Whether the cluster port of the Region takes connections: of secondaries that follow it. */
export function setClusterPort(world: VaultWorld, region: string, isOpen: boolean): void {
  if (isOpen) world.link.closed.delete(region);
  else world.link.closed.add(region);
  settle(world);
}

/** Changes the replication link between all Regions. */
export function setLink(world: VaultWorld, change: { lagMs?: number; up?: boolean }): void {
  Object.assign(world.link, change);
  hurryUp(world);
  settle(world);
}
