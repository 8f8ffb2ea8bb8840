import { regionOf } from "../../../../infra/contract.ts";
import { type Case, clusterOf, type Guard, refuse } from "../guard.ts";

/**
 * Records may lag behind: a run that could not write them, or one that was written down beside the stack file of another
 * machine. What demotes by them, or brings the stack to them, stops where clients are led to another primary.
 */
export const servedGuard: Guard = (look) => {
  const { request, config, to } = look;
  if (request.verb !== "reattach" && request.verb !== "reconcile") return [];
  const led = regionOfRecord(look);
  if (led === null || led === to) return [];
  const isPrimary = clusterOf(look, led)?.role === "primary";
  if (!isPrimary && (request.verb === "reattach" || clusterOf(look, to)?.role === "primary"))
    return [];
  const but = isPrimary
    ? `${led}, which says that it is primary`
    : `${led}, and ${to} does not say that it is primary`;
  return [
    refuse(
      "SERVED_ELSEWHERE",
      `By the records ${to} serves, but ${config.service.name} leads clients to ${but}.`,
      `Take the run that moved them into the run store, from the machine on which it was written down: vault-dr reconcile ${request.environment}. Or see who serves: vault-dr status ${request.environment}`,
    ),
  ];
};

/** The Region to which the service's name leads by Route 53, or null: it is not known, or leads to none of them. */
export function regionOfRecord({
  snapshot,
  config,
}: Pick<Case, "snapshot" | "config">): string | null {
  const { record } = snapshot;
  if (record.is !== "ok" || record.value === null) return null;
  const { value } = record.value;
  const regions = Object.keys(config.regions);
  return regions.find((region) => regionOf(config, region).name === value) ?? null;
}
