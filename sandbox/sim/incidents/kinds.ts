import type { SimWorld } from "../world.ts";
import { AWS } from "./aws.ts";
import { CLOCKS } from "./clocks.ts";
import type { Change, Incident } from "./incident.ts";
import { KEYS } from "./keys.ts";
import { NETWORK } from "./network.ts";
import { PEOPLE } from "./people.ts";
import { RECORDS } from "./records.ts";
import { STATE } from "./state.ts";
import { STORE } from "./store.ts";
import { VAULT } from "./vault.ts";

const KINDS: Readonly<Record<string, Change>> = {
  ...NETWORK,
  ...VAULT,
  ...STATE,
  ...KEYS,
  ...AWS,
  ...RECORDS,
  ...STORE,
  ...CLOCKS,
  ...PEOPLE,
};

export const INCIDENT_KINDS = Object.keys(KINDS);

/** Lets it happen, and answers with how it comes to an end. */
export function happen(world: SimWorld, incident: Incident): () => void {
  const change = KINDS[incident.kind];
  if (change === undefined) throw new Error(`there is no incident ${incident.kind}`);
  return change(world, incident);
}
