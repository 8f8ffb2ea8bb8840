import type { Effect } from "../../model/faults.ts";
import { settle } from "../../model/vault/link.ts";
import { compareAnew } from "../../model/vault/reach.ts";
import { clusterIn } from "../../model/vault/world.ts";
import type { SimWorld } from "../world.ts";
import { type Change, type Incident, nothing } from "./incident.ts";

/** What happens in the clusters, and to calls of their API. */
export const VAULT = {
  "region-sealed": (world, { target }) => {
    const seal = (sealed: boolean) => {
      clusterIn(world.vault, target).sealed = sealed;
      settle(world.vault);
    };
    seal(true);
    return () => seal(false);
  },
  "merkle-diff": ({ vault }, { target }) => {
    compareAnew(vault, target);
    return nothing;
  },
  "role-change-slow": ({ vault, settings }, { amount }) => {
    vault.settings.roleChangeMs = settings.roleChangeMs + amount * 500;
    return () => {
      vault.settings.roleChangeMs = settings.roleChangeMs;
    };
  },
  "call-refused": (world, incident) =>
    onCall(world, incident, { kind: "answer", ...refusal(incident) }),
  "call-lost": (world, incident) =>
    onCall(world, incident, { kind: "lose-answer", applied: incident.amount % 2 === 0 }),
  "call-hangs": (world, incident) =>
    onCall(world, incident, { kind: "hang", applied: incident.amount % 2 === 0 }),
  "call-late": ({ late }, { target, amount }) => {
    const [region = "", name = ""] = target.split(" ");
    const path = PATHS[name];
    if (path !== undefined) late.push({ call: `${region} ${path}`, landsAfterMs: amount * 400 });
    return nothing;
  },
  "attempt-lost": ({ faults }, { target }) => {
    const call = `${target} generate-update`;
    faults.add({ call, times: 1, effect: { kind: "attempt-lost", applied: true } });
    return nothing;
  },
  "stranger-in-slot": ({ faults }, { target }) => {
    const call = `${target} generate-attempt`;
    faults.add({ call, times: 2, effect: { kind: "attempt-of-a-stranger", applied: true } });
    return nothing;
  },
} as const satisfies Record<string, Change>;

function onCall({ faults }: SimWorld, { target, amount }: Incident, effect: Effect): () => void {
  faults.add({ call: target, skip: amount % 3, times: 1 + (amount % 3), effect });
  return nothing;
}

const REFUSALS = [
  { status: 503, text: "no healthy upstream" },
  { status: 500, text: "internal error" },
  {
    status: 503,
    text: "replication is still catching up with the primary; retry later, or set force",
  },
  { status: 403, text: "permission denied" },
  { status: 400, text: "something is wrong with this" },
  { status: 429, text: "too many requests" },
] as const;
const refusal = ({ amount }: Incident) => REFUSALS[amount % REFUSALS.length] ?? REFUSALS[0];

const PATHS: Record<string, string> = {
  demote: "sys/replication/dr/primary/demote",
  promote: "sys/replication/dr/secondary/promote",
  "update-primary": "sys/replication/dr/secondary/update-primary",
};
