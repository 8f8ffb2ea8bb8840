import { randomFor } from "../../ground/random.ts";
import { parseStackConfig, type StackConfig } from "../../infra/contract.ts";
import { MemoryStore } from "../doors/inProcess/memoryStore.ts";
import { VirtualClock } from "../doors/inProcess/virtualClock.ts";
import { Faults } from "../model/faults.ts";
import { Resolver } from "../model/resolver.ts";
import { Timeline } from "../model/timeline.ts";
import { bootVault } from "../model/vault/boot.ts";
import { mintBatchToken, OPERATION_POLICY } from "../model/vault/tokens.ts";
import { clusterIn } from "../model/vault/world.ts";
import { Zone, type ZoneRecord } from "../model/zone.ts";
import type { Late } from "./ports/vaultTransport.ts";
import type { Settings } from "./settings.ts";

export const WEST = "us-west-2";
export const EAST = "us-east-1";
export const SERVICE = "vault.test.acme.com";
export const ENVIRONMENT = "test";
const REGIONS = [WEST, EAST] as const;
export const ADDRESSES: Record<string, string> = { [WEST]: "127.0.1.1", [EAST]: "127.0.2.1" };
export const nameOf = (region: string): string => `vault-${region}.test.acme.com`;

const START_MS = Date.UTC(2026, 10, 27);
const TOKEN_TTL_MS = 12 * 3_600_000;

/** A pair of Vaults and everything around it, in virtual time; shared by every process that works on it. */
export type SimWorld = ReturnType<typeof buildWorld>;

export function buildWorld(settings: Settings) {
  const timeline = new Timeline(START_MS);
  const clock = new VirtualClock(timeline);
  const faults = new Faults();
  const { ttlSeconds, insyncMs, lagMs, version, ...rest } = settings;
  const zone = new Zone(timeline, {
    id: "Z1",
    name: "test.acme.com",
    insyncMs,
    records: recordsOf(ttlSeconds),
  });
  const { roleChangeMs, duringRoleChange, unknownMs, attachMs, demotedShowsRoot } = rest;
  const booted = bootVault({
    timeline,
    faults,
    random: randomFor(settings.seed, "vault"),
    places: REGIONS.map((region) => ({
      region,
      apiAddress: `https://${ADDRESSES[region]}:8200`,
      clusterAddress: `${ADDRESSES[region]}:8201`,
    })),
    version,
    lagMs,
    settings: { roleChangeMs, duringRoleChange, unknownMs, attachMs, demotedShowsRoot },
  });
  const operationToken = mintBatchToken(booted.world, clusterIn(booted.world, WEST), {
    policies: [OPERATION_POLICY],
    ttlMs: TOKEN_TTL_MS,
  });
  const keys = { activeRegion: WEST as string, takeover: 1 };
  return {
    settings,
    clock,
    timeline,
    faults,
    zone,
    resolver: new Resolver(timeline, zone),
    vault: booted.world,
    rootToken: booted.rootToken,
    shares: booted.shares,
    operationToken,
    store: new MemoryStore(),
    stackFile: { ...keys },
    stack: { ...keys, locked: false, down: false, updateMs: 3_000 },
    hooks: { failing: false },
    writersStopped: false,
    late: [] as Late[],
    startedAt: START_MS,
    config: configOf(settings),
  };
}

function configOf({ ttlSeconds, quiesce, rollbackAfterMs }: Settings): StackConfig {
  const parsed = parseStackConfig({
    activeRegion: WEST,
    takeover: 1,
    homeRegion: WEST,
    service: { name: SERVICE, hostedZoneId: "Z1", ttlSeconds },
    regions: Object.fromEntries(
      REGIONS.map((region) => [
        region,
        {
          name: nameOf(region),
          address: `https://${ADDRESSES[region]}:8200`,
          clusterAddress: `${ADDRESSES[region]}:8201`,
          existingLoadBalancer: { dnsName: `balancer.${region}.elb.amazonaws.com` },
        },
      ]),
    ),
    recovery: { journal: "file:./runs", rollbackAfter: `${rollbackAfterMs}ms` },
    probe: { path: "secret/data/vault-dr/canary" },
    ...(quiesce ? { hooks: { quiesce: ["stop"], unquiesce: ["start"] } } : {}),
  });
  if ("problems" in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config;
}

export const recordsOf = (ttlSeconds: number): ZoneRecord[] => [
  { name: SERVICE, type: "CNAME", ttlSeconds, values: [nameOf(WEST)] },
  ...REGIONS.map(
    (region): ZoneRecord => ({
      name: nameOf(region),
      type: "A",
      ttlSeconds: 60,
      values: [ADDRESSES[region] ?? ""],
    }),
  ),
];
