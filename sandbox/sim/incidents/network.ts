import { setLink, setReach } from "../../model/vault/reach.ts";
import type { SimWorld } from "../world.ts";
import type { Change } from "./incident.ts";

/** What lies between people, Regions and the two clusters. */
export const NETWORK = {
  "region-refused": (world, { target }) => reach(world, target, "refused"),
  "region-hanging": (world, { target }) => reach(world, target, "hanging"),
  "link-down": ({ vault }) => {
    setLink(vault, { up: false });
    return () => setLink(vault, { up: true });
  },
  "link-slow": ({ vault, settings }, { amount }) => {
    setLink(vault, { lagMs: settings.lagMs + amount * 100 });
    return () => setLink(vault, { lagMs: settings.lagMs });
  },
} as const satisfies Record<string, Change>;

function reach(world: SimWorld, region: string, to: "refused" | "hanging"): () => void {
  setReach(world.vault, region, to);
  return () => setReach(world.vault, region, "up");
}
