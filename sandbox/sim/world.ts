import { isIP } from "node:net";
import { randomFor } from "../../ground/random.ts";
import { parseStackConfig, type StackConfig } from "../../infra/contract.ts";
import { VirtualClock } from "../doors/inProcess/virtualClock.ts";
import { Faults } from "../model/faults.ts";
import { Resolver } from "../model/resolver.ts";
import { Timeline } from "../model/timeline.ts";
import { bootVault } from "../model/vault/boot.ts";
import { Zone, type ZoneRecord } from "../model/zone.ts";
import { drawerOf, type Hands } from "./hands.ts";
import { outside } from "./ports/outside.ts";
import type { Settings } from "./settings.ts";
import { BUCKET, BucketStore } from "./stores/bucketStore.ts";
import { FolderStore } from "./stores/folderStore.ts";
import { LocalFolders } from "./stores/localFolders.ts";
import type { SimStore } from "./stores/store.ts";

export const WEST = "us-west-2";
export const EAST = "us-east-1";
export const SERVICE = "vault.test.acme.com";
export const ENVIRONMENT = "test";
export const REGIONS = [WEST, EAST] as const;
export const ADDRESSES: Record<string, string> = { [WEST]: "127.0.1.1", [EAST]: "127.0.2.1" };
/** The Region to which a resolver's answer leads, or null where it leads to none. */
export const regionWithAddress = (address: string | undefined): string | null =>
  Object.keys(ADDRESSES).find((region) => ADDRESSES[region] === address) ?? null;
export const nameOf = (region: string): string => `vault-${region}.test.acme.com`;

const START_MS = Date.UTC(2026, 10, 27);
const SET_UP_MS = 1_000;

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
  const keys = { activeRegion: WEST as string, takeover: 1 };
  const around = outside(keys);
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
    addressesOf: (host) =>
      isIP(host) ? [host] : (around.serverDns.get(host) ?? zone.answer(host).addresses),
    settings: { roleChangeMs, duringRoleChange, unknownMs, attachMs, demotedShowsRoot },
  });
  const drawer = drawerOf(booted, WEST, settings);
  timeline.advanceTo(START_MS + SET_UP_MS); // by then the secondary has heard of all of it
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
    drawer,
    hands: { ...drawer.right } as Hands,
    ...storesOf(settings, { clock, faults }),
    stackFile: { ...keys },
    stackFileReadOnly: false,
    /** Whether the stack file is committed as it stands; null outside a git checkout. */
    committed: settings.git ? true : (null as boolean | null),
    ...around,
    writersStopped: false,
    startedAt: timeline.now(),
    config: configOf(settings),
  };
}

function storesOf({ store }: Settings, around: { clock: VirtualClock; faults: Faults }) {
  /** Ids of processes that have ended. */
  const gone = new Set<number>();
  const kept: SimStore =
    store === "s3" ? new BucketStore({ ...around, gone }) : new FolderStore(around.clock, gone);
  /** `locals`: the folders beside the stack files, for a disaster in which the run store is silent. */
  return { store: kept, locals: new LocalFolders(gone), gone };
}

const journalOf = ({ store, storeRegion }: Settings): string =>
  store === "s3" ? `s3://${BUCKET.bucket}/${BUCKET.prefix}?region=${storeRegion}` : "file:./runs";

function configOf(settings: Settings): StackConfig {
  const { ttlSeconds, quiesce, teamHooks, rollbackAfterMs, rtoMs, maxLagMs } = settings;
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
          address: `https://${nameOf(region)}:8200`,
          clusterAddress: `${ADDRESSES[region]}:8201`,
          existingLoadBalancer: { dnsName: `balancer.${region}.elb.amazonaws.com` },
        },
      ]),
    ),
    recovery: {
      journal: journalOf(settings),
      rollbackAfter: `${rollbackAfterMs}ms`,
      rto: `${rtoMs}ms`,
      maxLag: `${maxLagMs}ms`,
    },
    probe: { path: "secret/data/vault-dr/canary" },
    hooks: {
      ...(quiesce ? { quiesce: ["stop"], unquiesce: ["start"] } : {}),
      ...(teamHooks ? { before: [["page"]], after: [["page"]] } : {}),
    },
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
