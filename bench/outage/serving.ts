import { isServing } from "../../sandbox/model/vault/cluster.ts";
import { clusterIn } from "../../sandbox/model/vault/world.ts";
import { EAST, type SimWorld, WEST } from "../../sandbox/sim/world.ts";

/** The only Region that serves; null: none does, or both do. */
export function servingIn({ vault }: Pick<SimWorld, "vault">): string | null {
  const [one, other] = [WEST, EAST].filter((region) => isServing(clusterIn(vault, region)));
  return one === undefined || other !== undefined ? null : one;
}
