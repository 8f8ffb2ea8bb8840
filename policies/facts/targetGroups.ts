import type { TargetGroupArgs } from "@pulumi/aws/lb/index.js";
import type { Plain } from "../judge/plain.ts";
import { type Check, each, type Verdict } from "../judge/rule.ts";
import { TARGET_GROUP } from "./tokens.ts";

export const API_PORT = 8200;
export const CLUSTER_PORT = 8201;

export type TargetGroup = Plain<TargetGroupArgs>;
/** Clients' requests; replication; and the question which Region is active, on a listener of its own. */
export type GroupRole = "api" | "cluster" | "role";

/**
 * By the tag `vault:role`, else by the port. A group that says neither is judged as clients': the strictest reading.
 */
export function roleOf({ tags, port }: TargetGroup): GroupRole {
  const said = tags?.["vault:role"];
  if (said === "api" || said === "cluster" || said === "role") return said;
  return Number(port) === CLUSTER_PORT ? "cluster" : "api";
}

/** Asked of each target group of that role. */
export const eachGroup = (role: GroupRole, judge: (group: TargetGroup) => Verdict): Check<object> =>
  each(TARGET_GROUP, (group) => (roleOf(group) === role ? judge(group) : null));
