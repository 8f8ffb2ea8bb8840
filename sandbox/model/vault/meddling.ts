import type { Effect } from "../faults.ts";
import type { Cluster } from "./cluster.ts";
import { beginGeneration, giveShare } from "./generation.ts";
import type { VaultWorld } from "./world.ts";

/** What becomes of the generation slot right before a call, by nobody who makes that call. */
export function meddle(world: VaultWorld, cluster: Cluster, { kind }: Effect): void {
  if (kind === "attempt-lost") cluster.generation = null;
  if (kind === "attempt-of-a-stranger") {
    const begun = beginGeneration(world, cluster, { strategy: "dr-operation", pad: null });
    const key = cluster.shares.at(-1) ?? "";
    if (begun !== null) giveShare(world, cluster, { ...begun, key });
  }
}
