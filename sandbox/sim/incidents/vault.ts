import type { Effect } from "../../model/faults.ts";
import { settle } from "../../model/vault/link.ts";
import { compareAnew, setFront } from "../../model/vault/reach.ts";
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
  "role-change-slow": (world, { amount }) => roleChange(world, amount * 500),
  "role-change-minutes": (world, { amount }) => roleChange(world, 60_000 + amount * 1_500),
  "promote-catching-up": ({ faults }, { target, amount }) => {
    const effect = { kind: "answer", ...CATCHING_UP } as const;
    faults.add({ call: `${target} promote`, times: 1 + amount, effect });
    return nothing;
  },
  "index-missing": ({ vault }, { amount }) => {
    vault.settings.indexMissingMs = 1_000 + amount * 500;
    return () => {
      vault.settings.indexMissingMs = 0;
      for (const cluster of vault.clusters.values()) cluster.indexMissingUntil = 0;
    };
  },
  "over-quota": ({ vault }, { target, amount }) => {
    setFront(vault, target, { quota: { oneOf: 2 + (amount % 6), met: amount } });
    return () => setFront(vault, target, { quota: { oneOf: 1, met: 0 } });
  },

  "call-refused": (world, incident) =>
    onCall(world, incident, { kind: "answer", ...refusal(incident) }),
  "call-lost": (world, incident) =>
    onCall(world, incident, { kind: "lose-answer", applied: incident.amount % 2 === 0 }),
  "call-hangs": (world, incident) =>
    onCall(world, incident, { kind: "hang", applied: incident.amount % 2 === 0 }),
  "call-late": ({ late }, { target, amount }) => {
    late.push({ call: onTheWire(target), skip: amount % 2, landsAfterMs: amount * 300 });
    return nothing;
  },
  "call-slow": ({ slow }, { target, amount }) => {
    const on = amount % 2 === 0 ? "way there" : "way back";
    for (let times = 0; times <= amount % 3; times++)
      slow.push({ call: onTheWire(target), ms: 200 + amount * 300, on });
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

function roleChange({ vault, settings }: SimWorld, moreMs: number): () => void {
  vault.settings.roleChangeMs = settings.roleChangeMs + moreMs;
  return () => {
    vault.settings.roleChangeMs = settings.roleChangeMs;
  };
}

function onCall({ faults }: SimWorld, { target, amount }: Incident, effect: Effect): () => void {
  faults.add({ call: target, skip: amount % 3, times: 1 + (amount % 3), effect });
  return nothing;
}

const CATCHING_UP = {
  status: 503,
  text: "replication is still catching up with the primary; retry later, or set force",
} as const;

const REFUSALS = [
  { status: 503, text: "no healthy upstream" },
  { status: 500, text: "internal error" },
  CATCHING_UP,
  { status: 403, text: "permission denied" },
  { status: 400, text: "something is wrong with this" },
  { status: 429, text: "too many requests" },
  { status: 412, text: "required index state not present" },
] as const;
const refusal = ({ amount }: Incident) => REFUSALS[amount % REFUSALS.length] ?? REFUSALS[0];

/** `us-west-2 demote` → `us-west-2 sys/replication/dr/primary/demote`: by the end of its path. */
function onTheWire(target: string): string {
  const [region = "", call = ""] = target.split(" ");
  return `${region} ${PATHS[call] ?? call}`;
}

/** Calls that are known to the model by another name than the end of their path. */
const PATHS: Record<string, string> = {
  demote: "dr/primary/demote",
  promote: "dr/secondary/promote",
  "generate-attempt": "generate-operation-token/attempt",
  "generate-update": "generate-operation-token/update",
  "operation-token-delete": "operation-token/delete",
  "kv-write": "canary",
  "kv-read": "canary",
};
