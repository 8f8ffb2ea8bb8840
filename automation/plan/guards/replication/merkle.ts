import type { Finding } from "../../../../ground/errors.ts";
import { type Case, clusterOf, type Guard, isPlanned, refuse, warn } from "../guard.ts";

/** In the middle of a merkle diff or sync the target's data are incomplete; a corrupt tree may never become complete. */
export const merkleGuard: Guard = (look) => [...syncing(look), ...corrupt(look)];

function syncing(look: Case): Finding[] {
  const target = clusterOf(look, look.to);
  if (target === null || !["merkle-diff", "merkle-sync"].includes(target.state)) return [];
  const now = `${look.to} is in ${target.state}: its data are incomplete.`;
  if (look.request.consents.forceIncomplete)
    return [warn("MERKLE_SYNC", now, "Promoted all the same: --force-incomplete.")];
  const next = isPlanned(look)
    ? "Wait until it streams."
    : "Wait until it streams, or promote what it has with --force-incomplete.";
  return [refuse("MERKLE_SYNC", now, next)];
}

function corrupt(look: Case): Finding[] {
  const regions = [look.from, look.to].filter(
    (region) => clusterOf(look, region)?.corruptedMerkleTree,
  );
  const finding = isPlanned(look) ? refuse : warn;
  return regions.map((region) =>
    finding(
      "MERKLE_CORRUPT",
      `${region} reports a corrupted merkle tree.`,
      "Reindex the primary before you move.",
    ),
  );
}
