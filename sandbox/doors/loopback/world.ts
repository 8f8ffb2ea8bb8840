import { randomInt } from "node:crypto";
import { isIP } from "node:net";
import { randomFor } from "../../../ground/random.ts";
import { ClientLedger } from "../../model/clientLedger.ts";
import { Faults } from "../../model/faults.ts";
import { Objects } from "../../model/objects.ts";
import { Resolver } from "../../model/resolver.ts";
import { ServerDns } from "../../model/serverDns.ts";
import { Timeline } from "../../model/timeline.ts";
import { type Booted, bootVault } from "../../model/vault/boot.ts";
import { Zone, type ZoneRecord } from "../../model/zone.ts";
import {
  BUCKETS,
  type RegionPlan,
  type SandboxOptions,
  SERVICE_NAME,
  USUAL_OPTIONS,
  ZONE,
} from "./options.ts";

/** Everything that the doors open onto, at the wall clock's time. */
export type SandboxWorld = Omit<Booted, "world"> & {
  timeline: Timeline;
  faults: Faults;
  zone: Zone;
  /** S3. */
  objects: Objects;
  /** Of clients and command. */
  resolver: Resolver;
  serverDns: ServerDns;
  ledger: ClientLedger;
  vault: Booted["world"];
};

const LOAD_BALANCER_TTL_SECONDS = 60;

export function buildWorld(
  options: SandboxOptions,
  regions: RegionPlan[],
  port: number,
): SandboxWorld {
  const { ttlSeconds, insyncMs, overHoldMs, lagMs } = { ...USUAL_OPTIONS, ...options };
  const timeline = new Timeline(Date.now());
  const faults = new Faults();
  const records = recordsOf(regions, { ttlSeconds, withRecord: options.withRecord ?? true });
  const zone = new Zone(timeline, { ...ZONE, records, insyncMs });
  const resolver = new Resolver(timeline, zone, { overHoldMs });
  const serverDns = new ServerDns(new Resolver(timeline, zone, { overHoldMs }), [
    SERVICE_NAME,
    ...regions.map(({ name }) => name),
  ]);
  if (options.serverOverHoldMs !== undefined) serverDns.overHold(options.serverOverHoldMs);
  const { world, ...credentials } = bootVault({
    timeline,
    faults,
    random: randomFor(options.seed ?? randomInt(2 ** 31), "vault"),
    places: regions.map(({ region, ipAddress }) => ({
      region,
      apiAddress: `https://${ipAddress}:${port}`,
      clusterAddress: `${ipAddress}:8201`,
    })),
    lagMs,
    ...(options.version === undefined ? {} : { version: options.version }),
    settings: options.vault ?? {},
    addressesOf: (host) => (isIP(host) === 0 ? serverDns.addressesOf(host) : [host]),
  });
  const ledger = new ClientLedger();
  const objects = new Objects(BUCKETS);
  const around = { timeline, faults, zone, objects, resolver, serverDns, ledger };
  return { ...around, vault: world, ...credentials };
}

/** The load balancers' addresses stand from the start; the service's and the Regions' names may wait for the stack. */
function recordsOf(
  regions: RegionPlan[],
  { ttlSeconds, withRecord }: { ttlSeconds: number; withRecord: boolean },
): ZoneRecord[] {
  const cname = (name: string, value: string): ZoneRecord => ({
    name,
    type: "CNAME",
    ttlSeconds,
    values: [value],
  });
  const balancers = regions.map(
    ({ loadBalancer, ipAddress }): ZoneRecord => ({
      name: loadBalancer,
      type: "A",
      ttlSeconds: LOAD_BALANCER_TTL_SECONDS,
      values: [ipAddress],
    }),
  );
  const [active] = regions;
  if (!withRecord || active === undefined) return balancers;
  const own = regions.map(({ name, loadBalancer }) => cname(name, loadBalancer));
  return [cname(SERVICE_NAME, active.name), ...own, ...balancers];
}
