import type { Finding } from "../../../../ground/errors.ts";
import { type Case, clusterOf, type Guard, isDisaster, refuse, warn } from "../guard.ts";

/** Both are members of one DR set: the replication's cluster id is the same and survives promotions. */
export const clusterIdGuard: Guard = (look) => {
  const left = clusterOf(look, look.from)?.clusterId;
  const right = clusterOf(look, look.to)?.clusterId;
  if (!right) return [];
  if (!left) return isDisaster(look) ? againstLastLook(look, right) : [];
  if (left === right) return [];
  return [
    refuse(
      "CLUSTER_ID_DIFFERS",
      `${look.from} is in DR set ${left}, ${look.to} in ${right}.`,
      "They do not replicate to each other. Check the addresses; after `disable` only enabling anew, which erases a cluster, joins them.",
    ),
  ];
};

/** A lost primary tells nothing: the set of both is as last seen, by whichever command looked. */
function againstLastLook({ snapshot, request, to }: Case, now: string): Finding[] {
  const { last } = snapshot.lag;
  const { clusterId: before } = last?.region === to ? last : {};
  if (before === undefined || before === now) return [];
  const what = `${to} is in DR set ${now}; when it was last seen to follow the lost primary, both were in ${before}.`;
  if (request.consents.forceIncomplete)
    return [warn("CLUSTER_ID_DIFFERS", what, "Promoted all the same: --force-incomplete.")];
  return [
    refuse(
      "CLUSTER_ID_DIFFERS",
      what,
      "It has other data than the lost primary had. Check its address. Where the set was made anew since then: --force-incomplete.",
    ),
  ];
}
