import { type Answer, ok, unknown } from "../../ground/answer.ts";
import type { Clock } from "../../ground/clock.ts";
import type { ClusterView, Region, VaultPort } from "../ports/vault.ts";
import { type Ask, reading, type VaultBounds } from "./vault/ask.ts";
import { type ServiceAddress, serviceCalls, tokenCalls } from "./vault/clientCalls.ts";
import { generationCalls } from "./vault/generationCalls.ts";
import { roleCalls } from "./vault/roleCalls.ts";
import { clusterView, drStatusSchema, healthSchema, NO_DR } from "./vault/status.ts";
import type { VaultTransport } from "./vaultHttp.ts";

export type VaultAdapterOptions = {
  /** Per Region: `https://host:port`, and the name that the certificate there carries. */
  regions: Readonly<Record<Region, { address: string; serverName: string }>>;
  service: ServiceAddress;
  transport: VaultTransport;
  clock: Pick<Clock, "now">;
  bounds: VaultBounds;
};

/** Vault Enterprise over HTTPS. */
export function vaultAdapter(options: VaultAdapterOptions): VaultPort {
  const { regions, service, transport, clock, bounds } = options;
  const ask: Ask = async (region, call) => {
    const place = regions[region];
    if (place === undefined) return unknown("unreachable", `no address is known for ${region}`);
    return transport.request({ ...place, ...call });
  };
  return {
    view: (region, boundMs) => view(ask, clock, region, boundMs),
    ...roleCalls(ask, bounds),
    ...generationCalls(ask, bounds),
    ...tokenCalls(ask, bounds),
    ...serviceCalls(service, transport, bounds),
  };
}

/** Codes that let every state of a node come with a body, load balancers in front or not. */
const HEALTH = `sys/health?${[
  "standbyok=true&perfstandbyok=true&activecode=200&standbycode=299&performancestandbycode=299",
  "drsecondarycode=299&sealedcode=299&uninitcode=299&removedcode=299&haunhealthycode=299",
].join("&")}`;

/** Health and DR status side by side. A sealed or new cluster has no DR status, and is a view all the same. */
async function view(
  ask: Ask,
  clock: Pick<Clock, "now">,
  region: Region,
  boundMs: number,
): Promise<Answer<ClusterView>> {
  const question = { method: "GET", token: null, boundMs } as const;
  const sentAt = clock.now();
  const [healthReply, drReply] = await Promise.all([
    ask(region, { ...question, path: HEALTH, anyStatus: true }).then((answer) => ({
      answer,
      answeredAt: clock.now(),
    })),
    ask(region, { ...question, path: "sys/replication/dr/status" }),
  ]);
  const health = reading(healthReply.answer, healthSchema);
  if (health.is !== "ok") return health;
  const asked = { sentAt, answeredAt: healthReply.answeredAt };

  const closed = health.value.sealed || !health.value.initialized;
  const dr = reading(drReply, drStatusSchema);
  if (dr.is === "ok") return ok(clusterView(health.value, dr.value, asked));
  if (dr.is === "refused" && dr.status === 404) return ok(clusterView(health.value, NO_DR, asked));
  return closed ? ok(clusterView(health.value, null, asked)) : dr;
}
