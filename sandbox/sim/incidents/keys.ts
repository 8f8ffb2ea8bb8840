import { drawBytes } from "../../model/draw.ts";
import type { Effect } from "../../model/faults.ts";
import { type Cluster, isServing } from "../../model/vault/cluster.ts";
import { setLink } from "../../model/vault/reach.ts";
import { holdsToken, mintServiceToken, revokeServiceToken } from "../../model/vault/tokens.ts";
import { clusterIn } from "../../model/vault/world.ts";
import { type Hands, newOperationToken } from "../hands.ts";
import { EAST, REGIONS, type SimWorld } from "../world.ts";
import { type Change, nothing } from "./incident.ts";

/** Key shares, tokens, and activation tokens: what operators have in their hands, and what becomes of it. */
export const KEYS = {
  "shares-wrong": (world, { amount }) => given(world, { shares: spoilt(world, amount) }),
  "shares-twice": (world, { amount }) => {
    const [first = "", second = "", third = ""] = world.drawer.right.shares;
    const enough = amount % 2 === 0 ? [third] : [];
    return given(world, { shares: some(world, [first, first, second, ...enough]) });
  },
  "shares-of-others": (world, { amount }) => {
    const others = world.drawer.sharesOfOthers.slice(0, 3);
    const ours = world.drawer.right.shares.slice(0, 3);
    const orders = [[...others, ...ours], [...ours, ...others], others];
    return given(world, { shares: some(world, orders[amount % orders.length] ?? []) });
  },
  "shares-too-few": (world) => given(world, { shares: world.drawer.right.shares.slice(0, 2) }),
  "attempt-cancelled": (world, { target, amount }) =>
    onCall(world, `${target} generate-update`, {
      skip: amount % 4,
      times: 1 + (amount % 6),
      effect: { kind: "attempt-lost", applied: true },
    }),

  "operation-token-missing": (world) => given(world, { operationToken: null }),
  "operation-token-narrow": (world, { amount }) => {
    const lacks = amount % 2 === 0 ? "promote" : "update-primary";
    const token = world.drawer.narrowOperationTokens[lacks];
    const { operationToken } = world.drawer.right;
    return given(world, { operationToken: operationToken === null ? null : token });
  },
  "operation-token-ends": (world, { amount }) => {
    const { operationToken } = world.drawer.right;
    const token = world.vault.batchTokens.get(operationToken ?? "");
    if (token === undefined) return nothing;
    token.expiresAt = world.clock.now() + (amount % 3) * 15_000;
    return () => {
      if (world.drawer.right.operationToken !== operationToken) return;
      world.drawer.right.operationToken = newOperationToken(world, EAST);
      world.hands = { ...world.drawer.right };
    };
  },

  "vault-token-missing": (world) => given(world, { vaultToken: null }),
  "vault-token-narrow": (world) => given(world, { vaultToken: world.drawer.narrowToken }),
  "vault-token-revoked": (world) => {
    revoke(world, REGIONS);
    return () => anotherToken(world);
  },
  /** Only the Region itself has heard of it: a secondary that takes over still accepts the token. */
  "vault-token-revoked-there": (world, { target }) =>
    apart(world, () => {
      const cluster = clusterIn(world.vault, target);
      if (cluster.mode === "primary") takeBack(world, cluster);
    }),
  /** Only the primary knows it: it was issued after the last WAL that the secondary has. */
  "vault-token-too-new": (world) =>
    apart(world, () => {
      const primary = servingIn(world, REGIONS)[0];
      if (primary === undefined) return;
      const vaultToken = mintServiceToken(world.vault, primary, ["root"]);
      world.hands = { ...world.hands, vaultToken };
    }),

  "activation-spoilt": (world, { target, amount }) =>
    onCall(world, `${target} update-primary`, {
      times: 1 + (amount % 2),
      effect: { kind: amount % 4 < 2 ? "activations-expired" : "activations-used", applied: true },
    }),
  "secondary-id-taken": (world, { target, amount }) => {
    const other = REGIONS.find((region) => region !== target) ?? target;
    return onCall(world, `${target} secondary-token`, {
      times: 1 + (amount % 2),
      effect: { kind: "id-taken", id: `vault-dr-${other}`, applied: true },
    });
  },
} as const satisfies Record<string, Change>;

/** The operator's environment has that instead, until somebody puts it right. */
function given(world: SimWorld, change: Partial<Hands>): () => void {
  world.hands = { ...world.hands, ...change };
  return () => {
    world.hands = { ...world.drawer.right };
  };
}

/** Whoever works without shares has no wrong ones either. */
const some = ({ drawer }: SimWorld, shares: string[]): readonly string[] =>
  drawer.right.shares.length === 0 ? [] : shares;

/** A wrong one first, last, two of them, or one among exactly as many as are asked for. */
function spoilt(world: SimWorld, amount: number): readonly string[] {
  const { shares } = world.drawer.right;
  const [first = "", second = "", third = "", ...rest] = shares;
  const [wrong = "", another = ""] = [1, 2].map(() =>
    drawBytes(world.vault.random, 33).toString("base64"),
  );
  const orders = [
    [wrong, second, third, ...rest],
    [...shares.slice(0, -1), wrong],
    [wrong, another, third, ...rest],
    [first, wrong, third],
  ];
  return some(world, orders[amount % orders.length] ?? []);
}

function onCall(
  { faults }: SimWorld,
  call: string,
  fault: { skip?: number; times: number; effect: Effect },
): () => void {
  faults.add({ call, ...fault });
  return nothing;
}

/** What happens while the link is down is not heard of at the other end. */
function apart(world: SimWorld, happens: () => void): () => void {
  setLink(world.vault, { up: false });
  happens();
  return () => {
    setLink(world.vault, { up: true });
    anotherToken(world);
  };
}

const servingIn = ({ vault }: SimWorld, regions: readonly string[]) =>
  regions.map((region) => clusterIn(vault, region)).filter(isServing);

/** Takes the operator's token back, on every primary of these Regions that takes writes. */
function revoke(world: SimWorld, regions: readonly string[]): void {
  for (const cluster of servingIn(world, regions)) takeBack(world, cluster);
}

function takeBack({ vault, drawer }: SimWorld, cluster: Cluster): void {
  const { vaultToken } = drawer.right;
  if (vaultToken !== null && holdsToken(cluster, vaultToken))
    revokeServiceToken(vault, cluster, vaultToken);
}

/** The operator logs in anew. */
function anotherToken(world: SimWorld): void {
  const { right, spareTokens } = world.drawer;
  right.vaultToken = spareTokens.shift() ?? right.vaultToken;
  world.hands = { ...world.drawer.right };
}
