import type { Random } from "../../../ground/random.ts";
import { drawBytes, drawUuid } from "../draw.ts";
import type { Faults } from "../faults.ts";
import type { Timeline } from "../timeline.ts";
import { openFront } from "./api/front.ts";
import { type Cluster, HEALTHY, type Place } from "./cluster.ts";
import { KeySpace } from "./keySpace.ts";
import { commit, settle } from "./link.ts";
import { mintServiceToken, OPERATION_PATHS, OPERATION_POLICY } from "./tokens.ts";
import { type Traits, VERSIONS, type VersionLine } from "./versions.ts";
import { WalLog } from "./walLog.ts";
import { USUAL_SETTINGS, type VaultSettings, type VaultWorld } from "./world.ts";
import { WritableAccount } from "./writableAccount.ts";

export type BootOptions = {
  timeline: Timeline;
  random: Random;
  faults: Faults;
  /** The first is the primary, the others are its secondaries. */
  places: Place[];
  version?: VersionLine;
  lagMs?: number;
  settings?: Partial<VaultSettings>;
  addressesOf?: (host: string) => string[];
};

/** A world, and the credentials that its operators hold. */
export type Booted = { world: VaultWorld; rootToken: string; shares: string[] };

const SHARES = { count: 5, threshold: 3, bytes: 33 };

/** A healthy DR set that has been running for a day: all secondaries stream and have everything. */
export function bootVault(options: BootOptions): Booted {
  const { timeline, random, faults, places } = options;
  const traits: Traits = VERSIONS[options.version ?? "1.21"];
  const world: VaultWorld = {
    timeline,
    random,
    faults,
    settings: {
      ...USUAL_SETTINGS,
      duringRoleChange: traits.duringRoleChange,
      ...options.settings,
    },
    link: { lagMs: options.lagMs ?? 100, up: true, closed: new Set() },
    clusters: new Map(),
    activations: new Map(),
    batchTokens: new Map(),
    generatedRoots: new Map(),
    addressesOf: options.addressesOf ?? ((host) => [host]),
    writable: new WritableAccount(),
    issued: new Set(),
  };
  const shares = drawShares(random);
  for (const share of shares) world.issued.add(share);
  const clusterId = drawUuid(random);
  for (const place of places) {
    world.clusters.set(place.region, aCluster(world, place, { traits, clusterId, shares }));
  }
  const rootToken = startReplication(world);
  settle(world);
  return { world, rootToken, shares };
}

type About = { traits: Traits; clusterId: string; shares: string[]; apart?: boolean };

/** A cluster that has just been set up; what it follows, or who follows it, is for the caller to say. */
export function aCluster(
  { timeline, random }: Pick<VaultWorld, "timeline" | "random">,
  place: Place,
  { traits, clusterId, shares, apart = false }: About,
): Cluster {
  return {
    ...place,
    traits,
    reach: "up",
    front: openFront(),
    sealed: false,
    ailments: { ...HEALTHY },
    apart,
    mode: "secondary",
    state: "stream-wals",
    clusterId,
    keyring: clusterId,
    localId: drawUuid(random),
    keys: new KeySpace(),
    walCount: 13,
    localWalCount: 4,
    log: new WalLog(),
    primaryClusterAddr: "",
    known: new Map(),
    upstream: null,
    generation: null,
    operationTokens: new Set(),
    operationTokensIssued: 0,
    keyPairs: new Set(),
    shares,
    threshold: SHARES.threshold,
    roleChange: null,
    modeUnknownUntil: 0,
    indexMissingUntil: 0,
    activeSince: timeline.now() - 86_400_000,
  };
}

function startReplication(world: VaultWorld): string {
  const [primary, ...secondaries] = world.clusters.values();
  if (primary === undefined) throw new Error("a world needs at least one cluster");
  primary.mode = "primary";
  primary.state = "running";
  primary.walCount = 1_400;
  const rules = OPERATION_PATHS.map((path) => ({ path, capabilities: ["update"] }));
  commit(world, primary, [{ key: `policy/${OPERATION_POLICY}`, value: JSON.stringify(rules) }]);
  const rootToken = mintServiceToken(world, primary, ["root"]);
  for (const secondary of secondaries) follow(world, primary, secondary);
  return rootToken;
}

function follow(world: VaultWorld, primary: Cluster, secondary: Cluster): void {
  const now = world.timeline.now();
  const serial = drawUuid(world.random);
  primary.known.set(secondary.region, serial);
  secondary.keys.copyFrom(primary.keys);
  secondary.upstream = {
    region: primary.region,
    secondaryId: secondary.region,
    serial,
    cursor: primary.walCount,
    lastRemoteWal: primary.walCount,
    session: { openedAt: now - 86_400_000, streaming: true, inFlight: [], plan: 0 },
    startedAt: now - 86_400_000,
    lastHeartbeatAt: null,
    lossNoticedAt: 0,
  };
}

/** Shamir shares of a 32-byte key are 33 bytes; here they are chance, and compared as they are. */
export const drawShares = (random: Random): string[] =>
  Array.from({ length: SHARES.count }, () => drawBytes(random, SHARES.bytes).toString("base64"));
