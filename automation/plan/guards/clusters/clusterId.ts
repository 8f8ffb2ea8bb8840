import { clusterOf, type Guard, refuse } from "../guard.ts";

/** Both are members of one DR set: the replication's cluster id is the same and survives promotions. */
export const clusterIdGuard: Guard = (look) => {
  const left = clusterOf(look, look.from)?.clusterId;
  const right = clusterOf(look, look.to)?.clusterId;
  if (!left || !right || left === right) return [];
  return [
    refuse(
      "CLUSTER_ID_DIFFERS",
      `${look.from} is in DR set ${left}, ${look.to} in ${right}.`,
      "They do not replicate to each other. Check the addresses; after `disable` only enabling anew, which erases a cluster, joins them.",
    ),
  ];
};
