import { stringify } from "yaml";
import { PROVIDER_REGION, type RegionPlan, SERVICE_NAME, ZONE } from "./options.ts";

/** What differs from one rehearsal to the next. Durations as the file spells them: `15s`. */
export type StackFileOptions = {
  activeRegion?: string;
  takeover?: number;
  homeRegion?: string;
  ttlSeconds?: number;
  /** `file:…`, relative to the file, or `s3://…`. */
  journal?: string;
  rollbackAfter?: string;
  drainTimeout?: string;
  maxLag?: string;
  rto?: string;
  /** KV path of the canary; null leaves the probe out. */
  probe?: string | null;
  /** argv lists, as the file has them. */
  hooks?: {
    quiesce?: string[];
    unquiesce?: string[];
    before?: string[][];
    after?: string[][];
  };
};

/** Text of a `Pulumi.<environment>.yaml` that describes this sandbox. */
export function stackFileText(
  place: { regions: RegionPlan[]; port: number; resolver: string },
  options: StackFileOptions,
): string {
  const first = place.regions[0]?.region;
  const probe = options.probe === undefined ? "secret/data/vault-dr/canary" : options.probe;
  return stringify({
    config: {
      "aws:region": PROVIDER_REGION,
      "vault-dr:activeRegion": options.activeRegion ?? first,
      "vault-dr:takeover": options.takeover ?? 1,
      "vault-dr:homeRegion": options.homeRegion ?? first,
      "vault-dr:service": {
        name: SERVICE_NAME,
        hostedZoneId: ZONE.id,
        privateZone: false,
        ttlSeconds: options.ttlSeconds ?? 5,
        traffic: "cname",
        port: place.port,
        resolvers: [place.resolver],
      },
      "vault-dr:regions": regionsOf(place.regions, place.port),
      "vault-dr:recovery": {
        journal: options.journal ?? "file:./.vault-dr/test",
        rollbackAfter: options.rollbackAfter ?? "15s",
        drainTimeout: options.drainTimeout ?? "10s",
        maxLag: options.maxLag ?? "5s",
        rto: options.rto ?? "60s",
      },
      ...(probe === null ? {} : { "vault-dr:probe": { path: probe } }),
      ...(options.hooks === undefined ? {} : { "vault-dr:hooks": options.hooks }),
    },
  });
}

const regionsOf = (regions: RegionPlan[], port: number): object =>
  Object.fromEntries(
    regions.map(({ region, name, ipAddress, loadBalancer }) => [
      region,
      {
        name,
        address: `https://${ipAddress}:${port}`,
        clusterAddress: `${ipAddress}:8201`,
        existingLoadBalancer: { dnsName: loadBalancer },
      },
    ]),
  );
