import type { SimWorld } from "../world.ts";
import { AWS } from "./aws.ts";
import type { Change, Incident } from "./incident.ts";
import { NETWORK } from "./network.ts";
import { PEOPLE } from "./people.ts";
import { VAULT } from "./vault.ts";

const KINDS: Readonly<Record<string, Change>> = { ...NETWORK, ...VAULT, ...AWS, ...PEOPLE };

export const INCIDENT_KINDS = Object.keys(KINDS);

/** Lets it happen, and answers with how it comes to an end. */
export function happen(world: SimWorld, incident: Incident): () => void {
  const change = KINDS[incident.kind];
  if (change === undefined) throw new Error(`there is no incident ${incident.kind}`);
  return change(world, incident);
}
