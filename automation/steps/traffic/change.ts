import type { Failure } from "../../../ground/errors.ts";
import type { Move } from "../../plan/plan.ts";

/** Steps that change the record: what one of them sent, and nobody answered, may land later. */
export const CHANGES = ["move-traffic", "prime-record", "restore-ttl"] as const;

/**
 * A change of the service's record that Route 53 did not take. `side` names the Region to which clients belong by now,
 * and with it the change to make by hand; without it nothing is to be made by hand. A planned move goes back instead of
 * sending clients on: nobody must do that for it.
 */
export function notChanged(
  { service, environment, verb }: Move,
  why: string,
  side: "from" | "to" | null,
): Failure {
  const resume = `vault-dr resume ${environment}`;
  const goesBack = side === "to" && (verb === "switchover" || verb === "failback");
  const byHand = side && `${service.name} CNAME ${service.nameOf[side]}, TTL ${service.ttlSeconds}`;
  return {
    code: "TRAFFIC_NOT_MOVED",
    now: `Route 53 did not take the change of ${service.name}: ${why}.`,
    next: goesBack
      ? "Mend the access, then run the move again."
      : byHand === null
        ? `Mend the access, then: ${resume}`
        : `Make it by hand (${byHand}) or mend the access; then: ${resume}`,
  };
}
