import type { Refused } from "../../../ground/answer.ts";
import type { Failure } from "../../../ground/errors.ts";
import type { Move } from "../../plan/plan.ts";

/** Route 53 takes five calls a second per account; being told so is no failure. */
export const isThrottling = ({ text }: Refused): boolean =>
  /Throttling|PriorRequestNotComplete|Rate exceeded/.test(text);

/** A change of the service's record that Route 53 did not take, with the change to make by hand. */
export function notMoved({ service, environment }: Move, why: string): Failure {
  return {
    code: "TRAFFIC_NOT_MOVED",
    now: `Route 53 did not take the change of ${service.name}: ${why}.`,
    next: `Make it by hand (${service.name} CNAME ${service.nameOf.to}, TTL ${service.ttlSeconds}) or mend the access; then: vault-dr resume ${environment}`,
  };
}
