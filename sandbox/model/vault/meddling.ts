import { drawUuid } from "../draw.ts";
import type { Effect } from "../faults.ts";
import type { Cluster } from "./cluster.ts";
import { beginGeneration, giveShare } from "./generation.ts";
import type { VaultWorld } from "./world.ts";

/** What becomes of generation slot and activation tokens right before a call, by nobody who makes that call. */
export function meddle(world: VaultWorld, cluster: Cluster, effect: Effect): void {
  switch (effect.kind) {
    case "attempt-lost":
      cluster.generation = null;
      return;
    case "attempt-of-a-stranger":
      begin(world, cluster);
      return;
    case "activations-expired":
      for (const one of world.activations.values()) one.expiresAt = world.timeline.now();
      return;
    case "activations-used":
      for (const one of world.activations.values()) one.used = true;
      cluster.keyPairs.clear(); // whoever has attached with one forgets it
      return;
    case "id-taken":
      cluster.known.set(effect.id, drawUuid(world.random));
      return;
    case "answer":
    case "lose-answer":
    case "hang":
      return;
    default:
      effect satisfies never;
  }
}

function begin(world: VaultWorld, cluster: Cluster): void {
  const begun = beginGeneration(world, cluster, { strategy: "dr-operation", pad: null });
  const key = cluster.shares.at(-1) ?? "";
  if (begun !== null) giveShare(world, cluster, { ...begun, key });
}
