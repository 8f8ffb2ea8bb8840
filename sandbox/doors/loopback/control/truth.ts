import type { ClientLedger, Gap } from "../../../model/clientLedger.ts";
import type { Faults } from "../../../model/faults.ts";
import { kvHolds } from "../../../model/vault/api/kv.ts";
import { type Cluster, isServing, type Reach } from "../../../model/vault/cluster.ts";
import { holdsToken } from "../../../model/vault/tokens.ts";
import type { VaultWorld } from "../../../model/vault/world.ts";
import type { Overlap } from "../../../model/vault/writableAccount.ts";
import type { Zone, ZoneRecord } from "../../../model/zone.ts";
import type { ClientState, Clients } from "../clients/clients.ts";
import { SERVICE_NAME } from "../options.ts";

/** What is really so, which no client and no command can know. Times in milliseconds since the epoch. */
export type Truth = {
  at: number;
  regions: Record<string, RegionTruth>;
  /** The Region that serves clients; null when none does. */
  serving: string | null;
  service: {
    /** The service's record as the control plane has it, and where its name leads on the zone's servers. */
    record: ZoneRecord | null;
    addresses: string[];
    region: string | null;
  };
  clients: ClientState & ReturnType<ClientLedger["totals"]>;
  writeOutage: { sinceMarkMs: number; longestMs: number; gaps: Gap[] };
  readOutage: { sinceMarkMs: number; longestMs: number };
  /** Acknowledged writes that the serving cluster does not have; null when none serves. */
  lostWrites: number | null;
  lostKeys: string[];
  twoPrimariesMs: number;
  twoPrimaries: Overlap[];
  /** Calls whose answer a `hang` holds back. */
  held: string[];
  /** How often each named call came in, clients' calls included. */
  calls: Record<string, number>;
  /** The newest calls that may have changed something, in order, clients' writes included. */
  changes: string[];
};

export type RegionTruth = {
  mode: string;
  state: string;
  changingRole: boolean;
  clusterId: string;
  writable: boolean;
  reachable: boolean;
  reach: Reach;
  merkleRoot: string;
  lastDrWal: number;
  lastRemoteWal: number | null;
  upstream: string | null;
  knownSecondaries: string[];
  /** Generated DR operation tokens: how many ever, and how many were not deleted. */
  operationTokens: { issued: number; left: number };
  /** Root tokens from key shares: how many were made here, and how many such this cluster's data hold. */
  rootTokens: { issued: number; left: number };
  generationRunning: boolean;
};

const GAP_SHOWN_MS = 250;
const KEYS_SHOWN_MAX = 20;

export function tellTruth(parts: {
  world: VaultWorld;
  zone: Zone;
  ledger: ClientLedger;
  clients: Clients;
  faults: Faults;
}): Truth {
  const { world, zone, ledger, clients, faults } = parts;
  const now = world.timeline.now();
  const { addresses } = zone.answer(SERVICE_NAME);
  const named = [...world.clusters.values()].find((cluster) => addresses.includes(ipOf(cluster)));
  const serving = servingCluster(world, named);
  const lost =
    serving === null ? null : ledger.lostWrites((key, value) => kvHolds(serving, key, value));
  return {
    at: now,
    regions: Object.fromEntries(
      [...world.clusters.values()].map((cluster) => [cluster.region, regionTruth(world, cluster)]),
    ),
    serving: serving?.region ?? null,
    service: {
      record: zone.record(SERVICE_NAME, "CNAME"),
      addresses,
      region: named?.region ?? null,
    },
    clients: { ...clients.state(), ...ledger.totals() },
    writeOutage: { ...ledger.outage("write", now), gaps: ledger.gaps("write", GAP_SHOWN_MS, now) },
    readOutage: ledger.outage("read", now),
    lostWrites: lost?.length ?? null,
    lostKeys: (lost ?? []).slice(0, KEYS_SHOWN_MAX).map(({ key }) => key),
    twoPrimariesMs: world.writable.totalMs(now),
    twoPrimaries: world.writable.overlaps(),
    held: [...faults.held],
    calls: faults.calls(),
    changes: faults.changes(),
  };
}

/** Of two writable primaries the one that the service's name leads to. */
function servingCluster(world: VaultWorld, named: Cluster | undefined): Cluster | null {
  const serving = [...world.clusters.values()].filter(isServing);
  return serving.find((cluster) => cluster === named) ?? serving[0] ?? null;
}

function regionTruth({ generatedRoots }: VaultWorld, cluster: Cluster): RegionTruth {
  return {
    mode: cluster.mode,
    state: cluster.state,
    changingRole: cluster.roleChange !== null,
    clusterId: cluster.clusterId,
    writable: cluster.mode === "primary" && cluster.roleChange === null && !cluster.sealed,
    reachable: cluster.reach === "up",
    reach: cluster.reach,
    merkleRoot: cluster.keys.root(),
    lastDrWal: cluster.walCount,
    lastRemoteWal: cluster.upstream?.lastRemoteWal ?? null,
    upstream: cluster.upstream?.region ?? null,
    knownSecondaries: [...cluster.known.keys()],
    operationTokens: {
      issued: cluster.operationTokensIssued,
      left: cluster.operationTokens.size,
    },
    rootTokens: {
      issued: [...generatedRoots.values()].filter((region) => region === cluster.region).length,
      left: [...generatedRoots.keys()].filter((token) => holdsToken(cluster, token)).length,
    },
    generationRunning: cluster.generation !== null,
  };
}

const ipOf = ({ apiAddress }: Cluster): string => new URL(apiAddress).hostname;
