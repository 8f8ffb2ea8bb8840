import { commit } from "../../model/vault/link.ts";
import { mintBatchToken, mintServiceToken, type Rule } from "../../model/vault/tokens.ts";
import { clusterIn, type VaultWorld } from "../../model/vault/world.ts";

const POLICY = "vault-dr-operator";
const DR = "sys/replication/dr";
const ALL = ["create", "read", "update", "delete"];

const RULES: Rule[] = [
  { path: `${DR}/primary/*`, capabilities: ["update", "sudo"] },
  { path: `${DR}/secondary/generate-operation-token/*`, capabilities: ALL },
  { path: `${DR}/secondary/operation-token/delete`, capabilities: ALL },
  { path: "secret/data/vault-dr/*", capabilities: ALL },
];

const A_DAY_MS = 86_400_000;

/** A token of the primary whose policy grants the command's calls and nothing else. */
export function operatorToken(world: VaultWorld, kind: "service" | "batch"): string {
  const [region = ""] = world.clusters.keys();
  const primary = clusterIn(world, region);
  commit(world, primary, [{ key: `policy/${POLICY}`, value: JSON.stringify(RULES) }]);
  const policies = [POLICY];
  return kind === "service"
    ? mintServiceToken(world, primary, policies)
    : mintBatchToken(world, primary, { policies, ttlMs: A_DAY_MS });
}
