import type { Cluster } from "../cluster.ts";
import { allows, tokenIn } from "../tokens.ts";
import type { VaultWorld } from "../world.ts";
import { type Answered, denied, type Request } from "./replies.ts";

/** Which of create and update a POST wants is documented for neither: both are asked for. */
const CAPABILITIES: Record<string, string[]> = {
  GET: ["read"],
  DELETE: ["delete"],
  POST: ["create", "update"],
  PUT: ["create", "update"],
};

/**
 * Since 2.0: what bars a call of the key ceremony for want of a Vault token. On a DR secondary only a root token of the
 * primary is good, or a batch token whose policy grants the path; a primary knows all tokens.
 */
export function generationBar(
  world: VaultWorld,
  cluster: Cluster,
  { token, method }: Request,
  path: string,
): Answered | null {
  const isOpen = world.settings.openGeneration && !path.startsWith("sys/generate-root/");
  if (!cluster.traits.generationNeedsToken || isOpen) return null;
  const entry = token === null ? null : tokenIn(world, cluster, token);
  if (token === null || entry === null) return denied();
  if (entry.policies.includes("root")) return null;
  const isKnown = cluster.mode === "primary" || world.batchTokens.has(token);
  const wanted = CAPABILITIES[method] ?? [];
  return isKnown && wanted.every((one) => allows(cluster, entry, path, one)) ? null : denied();
}
