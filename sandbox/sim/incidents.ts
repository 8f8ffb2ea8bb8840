import { drawBelow, type Random, randomFor } from "../../ground/random.ts";
import type { Effect } from "../model/faults.ts";
import { settle } from "../model/vault/link.ts";
import { compareAnew, setLink, setReach } from "../model/vault/reach.ts";
import { clusterIn } from "../model/vault/world.ts";
import { oneOf, type Settings } from "./settings.ts";
import { EAST, SERVICE, type SimWorld, WEST } from "./world.ts";

/** What goes wrong in the world: when, what, for how long. Times in milliseconds from the start. */
export type Incident = { at: number; kind: Kind; target: string; forMs: number; amount: number };

type Change = (world: SimWorld, incident: Incident) => () => void;

const nothing = (): void => undefined;

/** Each kind: takes something away, and gives back how it comes back. What is used up by itself comes back by nothing. */
const KINDS = {
  "region-refused": (world, { target }) => reach(world, target, "refused"),
  "region-hanging": (world, { target }) => reach(world, target, "hanging"),
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
  "link-down": ({ vault }) => {
    setLink(vault, { up: false });
    return () => setLink(vault, { up: true });
  },
  "link-slow": ({ vault, settings }, { amount }) => {
    setLink(vault, { lagMs: settings.lagMs + amount * 100 });
    return () => setLink(vault, { lagMs: settings.lagMs });
  },
  "role-change-slow": ({ vault, settings }, { amount }) => {
    vault.settings.roleChangeMs = settings.roleChangeMs + amount * 500;
    return () => {
      vault.settings.roleChangeMs = settings.roleChangeMs;
    };
  },
  "route53-down": ({ zone }) => {
    zone.settings.down = true;
    return () => {
      zone.settings.down = false;
    };
  },
  "route53-throttled": ({ zone }, { amount }) => {
    zone.settings.throttled += amount % 8;
    return nothing;
  },
  "resolver-holds": ({ resolver }, { amount }) => {
    resolver.settings.overHoldMs = amount * 1_000;
    return () => {
      resolver.settings.overHoldMs = 0;
    };
  },
  "stack-locked": ({ stack }) => {
    stack.locked = true;
    return () => {
      stack.locked = false;
    };
  },
  "stack-gone": ({ stack }) => {
    stack.down = true;
    return () => {
      stack.down = false;
    };
  },
  "stack-slow": ({ stack }, { amount }) => {
    stack.updateMs = amount * 2_000;
    return () => {
      stack.updateMs = 3_000;
    };
  },
  "store-gone": ({ store }, { amount }) => {
    store.fault = () => ({ applied: amount % 2 === 0 });
    return () => {
      store.fault = () => null;
    };
  },
  "store-loses-answers": ({ store }, { amount }) => {
    let left = 1 + (amount % 4);
    store.fault = (call) =>
      left > 0 && call !== "lease" && left-- > 0 ? { applied: amount % 2 === 0 } : null;
    return () => {
      store.fault = () => null;
    };
  },
  "hooks-fail": ({ hooks }) => {
    hooks.failing = true;
    return () => {
      hooks.failing = false;
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

export type Kind = keyof typeof KINDS;
export const INCIDENT_KINDS = Object.keys(KINDS) as Kind[];

/** Lets it happen, and answers with how it comes to an end. */
export const happen = (world: SimWorld, incident: Incident): (() => void) =>
  KINDS[incident.kind](world, incident);

function reach(world: SimWorld, region: string, to: "refused" | "hanging"): () => void {
  setReach(world.vault, region, to);
  return () => setReach(world.vault, region, "up");
}

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

const CALLS = [
  `${WEST} demote`,
  `${EAST} promote`,
  `${WEST} promote`,
  `${EAST} secondary-token`,
  `${WEST} update-primary`,
  `${EAST} update-primary`,
  `${EAST} generate-update`,
  "route53 ChangeResourceRecordSets",
] as const;

const MOST = 5;
const WITHIN_MS = 40_000;

/** What goes wrong in the world of a seed; a disaster begins with the loss of the serving Region. */
export function scheduleOf({ seed, wish }: Settings): Incident[] {
  const random = randomFor(seed, "schedule");
  const drawn = Array.from({ length: drawBelow(random, MOST + 1) }, () => draw(random));
  const lost = wish === "failover" && drawBelow(random, 4) > 0 ? [loss(random)] : [];
  return [...lost, ...drawn].sort((left, right) => left.at - right.at);
}

const loss = (random: Random): Incident => ({
  at: 0,
  kind: oneOf(random, ["region-refused", "region-hanging"]),
  target: WEST,
  forMs: oneOf(random, [5_000, 20_000, 60_000, 300_000]),
  amount: 0,
});

function draw(random: Random): Incident {
  const kind = INCIDENT_KINDS[drawBelow(random, INCIDENT_KINDS.length)] ?? "link-down";
  const target = kind.startsWith("call-")
    ? oneOf(random, CALLS)
    : kind.startsWith("route53") || kind.startsWith("resolver")
      ? SERVICE
      : oneOf(random, [WEST, EAST]);
  return {
    at: drawBelow(random, WITHIN_MS),
    kind,
    target,
    forMs: oneOf(random, [500, 2_000, 10_000, 40_000, 120_000]),
    amount: drawBelow(random, 48),
  };
}

/** One line: `1.200s region-refused us-east-1 20s`. */
export const incidentLine = ({ at, kind, target, forMs, amount }: Incident): string =>
  `${(at / 1000).toFixed(3)}s ${kind} ${target} ${forMs / 1000}s #${amount}`;
