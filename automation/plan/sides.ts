import type { StackConfig } from "../../infra/contract.ts";
import type { ClusterView, Region } from "../ports/vault.ts";
import type { Request, Snapshot } from "./snapshot.ts";

/** Which Region is left for which. `reattach`: `from` is the old primary, `to` the one that serves. */
export type Sides =
  | { is: "sides"; from: Region; to: Region }
  | { is: "nothing"; why: string }
  | { is: "unclear"; now: string; next: string };

/** The Region that serves by the last run that proved it, else as declared. */
export function servingRegion(snapshot: Snapshot, config: StackConfig): Region {
  const record = snapshot.serving.is === "ok" ? snapshot.serving.value : null;
  return record?.activeRegion ?? config.activeRegion;
}

export function sidesOf(request: Request, snapshot: Snapshot, config: StackConfig): Sides {
  const serving = servingRegion(snapshot, config);
  const others = Object.keys(config.regions).filter((region) => region !== serving);
  if (request.to !== null && config.regions[request.to] === undefined) {
    return {
      is: "unclear",
      now: `${request.to} is not in Pulumi.${request.environment}.yaml.`,
      next: `Its Regions are ${Object.keys(config.regions).join(", ")}.`,
    };
  }
  switch (request.verb) {
    case "switchover":
      return towards(request.to ?? only(others), serving, request);
    case "failback":
      return towards(request.to ?? config.homeRegion, serving, request);
    case "failover":
      return towards(request.to ?? newest(others, snapshot), serving, request);
    case "reattach":
      return toReattach(request, snapshot, serving, others);
    case "reconcile":
      return { is: "sides", from: others[0] ?? serving, to: serving };
    default:
      return request.verb satisfies never;
  }
}

function towards(to: Region | null, serving: Region, { verb, environment }: Request): Sides {
  if (to === null) {
    return {
      is: "unclear",
      now: "There are several Regions to move to.",
      next: `Choose one: vault-dr ${verb} ${environment} --to REGION`,
    };
  }
  return to === serving
    ? { is: "nothing", why: `${to} serves already.` }
    : { is: "sides", from: serving, to };
}

/** The Region that is not a secondary of the serving one; with `--to` the one that serves is named. */
function toReattach(
  request: Request,
  snapshot: Snapshot,
  serving: Region,
  others: Region[],
): Sides {
  const loose = others.filter((region) => !isAttached(snapshot, region, serving));
  const from = loose[0];
  if (from === undefined)
    return { is: "nothing", why: `Every other Region is attached to ${serving}.` };
  if (loose.length > 1) {
    // One after the other: each is demoted and attached by a run of its own.
    return {
      is: "sides",
      from: loose.find((region) => isPrimary(snapshot, region)) ?? from,
      to: request.to ?? serving,
    };
  }
  return { is: "sides", from, to: serving };
}

function isPrimary({ clusters }: Snapshot, region: Region): boolean {
  const view = clusters[region];
  return view?.is === "ok" && view.value.role === "primary";
}

function isAttached({ clusters }: Snapshot, region: Region, serving: Region): boolean {
  const [member, primary] = [clusters[region], clusters[serving]];
  if (member?.is !== "ok" || primary?.is !== "ok") return false;
  const { role, state, connectionState } = member.value;
  const streams =
    state === "stream-wals" && (connectionState === null || connectionState === "ready");
  return role === "secondary" && streams && isKnownTo(primary.value, member.value);
}

/** Whether the primary lists the other cluster among its secondaries. */
export const isKnownTo = (primary: ClusterView, { secondaryId }: ClusterView): boolean =>
  secondaryId !== null && primary.knownSecondaries.includes(secondaryId);

const only = (regions: Region[]): Region | null =>
  regions.length === 1 ? (regions[0] ?? null) : null;

/** With several secondaries the one that received most is preferred. */
function newest(regions: Region[], { clusters }: Snapshot): Region | null {
  const ranked = regions.map((region) => {
    const view = clusters[region];
    const wal =
      view?.is === "ok" && view.value.role === "secondary" ? (view.value.receivedWal ?? 0) : -1;
    return { region, wal };
  });
  ranked.sort((left, right) => right.wal - left.wal);
  return ranked[0]?.region ?? null;
}
