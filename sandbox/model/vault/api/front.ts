import type { Cluster, Reach } from "../cluster.ts";
import type { VaultWorld } from "../world.ts";
import { health } from "./health.ts";
import { type Answered, answered, failed } from "./replies.ts";
import type { Route } from "./routes.ts";

/** What callers of a cluster's API meet before it, whoever they are. Other members of its set use another port. */
export type Front = {
  /** Its listener while the Region is up; `untrusted`: with a certificate that nobody accepts. */
  listener: Reach | "untrusted";
  /** A load balancer that answers in Vault's place: always so, or while its health check does not find a primary. */
  balancer: 502 | 503 | 504 | "primaries-only" | null;
  /** A rate limit quota that lets one of so many calls through; 1 is all of them. */
  quota: { oneOf: number; met: number };
  /** Where a standby sends callers that it does not forward, by 307. */
  sentOn: "to the active node" | "nowhere" | "in a circle" | null;
};

export const openFront = (): Front => ({
  listener: "up",
  balancer: null,
  quota: { oneOf: 1, met: 0 },
  sentOn: null,
});

/** How a caller that wants the API finds it. */
export const apiReach = ({ reach, front }: Cluster): Front["listener"] =>
  reach === "up" ? front.listener : reach;

/** What is answered without the cluster, or null when the call comes through to it. */
export function inItsPlace(
  world: VaultWorld,
  cluster: Cluster,
  found: Route | null,
): Answered | null {
  const status = balancerStatus(world, cluster);
  if (status !== null) return answered(status, `<html><body>${status}</body></html>`);
  const { quota } = cluster.front;
  const isExempt = found !== null && EXEMPT.some((call) => found.call.startsWith(call));
  return isExempt || quota.met++ % quota.oneOf === 0 ? null : failed(429, OVER_QUOTA);
}

/** The status with which a load balancer answers in the cluster's place, or null. */
export function balancerStatus(world: VaultWorld, cluster: Cluster): number | null {
  const { balancer } = cluster.front;
  if (balancer !== "primaries-only") return balancer;
  return health(world, cluster, HEALTH_CHECK).status === 200 ? null : 503;
}

const HEALTH_CHECK = { method: "GET", path: "/v1/sys/health", query: {}, token: null, body: null };

/** Vault's own list of what no quota holds up. */
const EXEMPT = ["health", "seal-status", "generate-root"];
const OVER_QUOTA = "request path is over its rate limit quota: rate limit quota exceeded";
