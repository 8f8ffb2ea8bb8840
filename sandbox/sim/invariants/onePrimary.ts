import { isServing } from "../../model/vault/cluster.ts";
import type { Audit } from "../audit.ts";

/**
 * At most one cluster takes writes of clients that reach it. Excepted: a failover has recorded before that its old
 * primary was silent, or that the operator accepts two; until that old primary was demoted.
 */
export function onePrimary(audit: Audit): string | null {
  const serving = audit.pair.filter(isServing);
  if (serving.length < 2) return null;
  const regions = serving.map(({ region }) => region);
  const excuse = audit.excuses.forTwo(regions);
  if (excuse === null) return `${regions.join(" and ")} both take writes`;
  audit.except(`two primaries, ${excuse.why}`, excuse.run);
  return null;
}
