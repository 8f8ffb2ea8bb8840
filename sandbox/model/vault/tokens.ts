import { drawBase62, drawBytes } from "../draw.ts";
import type { Cluster } from "./cluster.ts";
import { commit } from "./link.ts";
import type { VaultWorld } from "./world.ts";

/** What a Vault token may do. `expiresAt` in milliseconds since the epoch; null is for ever. */
export type TokenEntry = { policies: string[]; issuedAt: number; expiresAt: number | null };
export type BatchToken = TokenEntry & { keyring: string };
/** One `path` block of a policy; the path may end in `*`. */
export type Rule = { path: string; capabilities: string[] };

/** DR calls take a token in their body, and these are the paths a batch token for them is to be allowed. */
export const OPERATION_PATHS = [
  "sys/replication/dr/secondary/promote",
  "sys/replication/dr/secondary/update-primary",
  "sys/replication/dr/secondary/merkle-check",
];
export const OPERATION_POLICY = "dr-secondary-promotion";

/** A service token: it replicates like any other key. */
export function mintServiceToken(world: VaultWorld, cluster: Cluster, policies: string[]): string {
  const token = cluster.traits.serviceTokenPrefix + drawBase62(world.random, 24);
  const entry: TokenEntry = { policies, issuedAt: world.timeline.now(), expiresAt: null };
  commit(world, cluster, [{ key: `token/${token}`, value: JSON.stringify(entry) }]);
  world.issued.add(token);
  return token;
}

/** The token ends now, here and on whoever follows this cluster. */
export const revokeServiceToken = (world: VaultWorld, cluster: Cluster, token: string): void =>
  commit(world, cluster, [{ key: `token/${token}`, value: null }]);

/** Whether the cluster's own data hold the token, whatever answers to it now. */
export const holdsToken = (cluster: Cluster, token: string): boolean =>
  cluster.keys.get(`token/${token}`) !== undefined;

/** A batch token: stored nowhere, good on every cluster of the set until it expires. */
export function mintBatchToken(
  world: VaultWorld,
  cluster: Cluster,
  { policies, ttlMs }: { policies: string[]; ttlMs: number },
): string {
  const token =
    cluster.traits.batchTokenPrefix + drawBytes(world.random, 120).toString("base64url");
  const issuedAt = world.timeline.now();
  const { keyring } = cluster;
  world.batchTokens.set(token, { policies, issuedAt, expiresAt: issuedAt + ttlMs, keyring });
  world.issued.add(token);
  return token;
}

/** The token's entry where the cluster knows it and it has not expired. */
export function tokenIn(world: VaultWorld, cluster: Cluster, token: string): TokenEntry | null {
  const stored = cluster.keys.get(`token/${token}`);
  const entry = stored === undefined ? batchTokenIn(world, cluster, token) : asEntry(stored);
  const expired = (entry?.expiresAt ?? Number.POSITIVE_INFINITY) <= world.timeline.now();
  return expired ? null : entry;
}

/** What the token's policies, as this cluster has them, allow on `path`. */
export function capabilitiesOn(cluster: Cluster, entry: TokenEntry, path: string): string[] {
  if (entry.policies.includes("root")) return ["root"];
  const rules = entry.policies.flatMap((name) => rulesOf(cluster, name));
  const granted = rules.filter((rule) => covers(rule, path)).flatMap((rule) => rule.capabilities);
  return granted.length === 0 || granted.includes("deny") ? ["deny"] : [...new Set(granted)].sort();
}

export function allows(
  cluster: Cluster,
  entry: TokenEntry,
  path: string,
  capability: string,
): boolean {
  const granted = capabilitiesOn(cluster, entry, path);
  return granted.includes("root") || granted.includes(capability);
}

/** Whether `token` authorises a DR call to `path`: a generated one, or (since 1.4) a batch token that may `update` it. */
export function isOperationToken(
  world: VaultWorld,
  cluster: Cluster,
  token: string,
  path: string,
): boolean {
  if (cluster.operationTokens.has(token)) return true;
  const isGood = cluster.traits.batchTokensAuthorise && world.batchTokens.has(token);
  const entry = isGood ? tokenIn(world, cluster, token) : null;
  return entry !== null && allows(cluster, entry, path, "update");
}

function batchTokenIn(world: VaultWorld, cluster: Cluster, token: string): TokenEntry | null {
  const batch = world.batchTokens.get(token);
  return batch !== undefined && batch.keyring === cluster.keyring ? batch : null;
}

function rulesOf(cluster: Cluster, policy: string): Rule[] {
  const stored = cluster.keys.get(`policy/${policy}`);
  return stored === undefined ? [] : (JSON.parse(stored) as Rule[]);
}

const asEntry = (stored: string): TokenEntry => JSON.parse(stored) as TokenEntry;

const covers = ({ path: rule }: Rule, path: string): boolean =>
  rule.endsWith("*") ? path.startsWith(rule.slice(0, -1)) : path === rule;
