import { isDeepStrictEqual } from "node:util";
import type { Cluster } from "../../../sandbox/model/vault/cluster.ts";
import { holdsToken } from "../../../sandbox/model/vault/tokens.ts";
import { clusterIn } from "../../../sandbox/model/vault/world.ts";
import { REGIONS, SERVICE, type SimWorld } from "../../../sandbox/sim/world.ts";

/** Everything about a world that an incident can change, as plain data. */
export function signsOf(world: SimWorld): Record<string, unknown> {
  const { vault, zone, resolver, faults, clock } = world;
  const pair = REGIONS.map((region) => clusterIn(vault, region));
  return structuredClone({
    vault: vault.settings,
    link: { ...vault.link, closed: [...vault.link.closed] },
    regions: pair.map((cluster) => clusterSigns(cluster, clock.now())),
    isOneSet: new Set(pair.map(({ clusterId }) => clusterId)).size === 1,
    isOneRelease: new Set(pair.map(({ traits }) => traits)).size === 1,
    others: [...vault.clusters.keys()].filter((region) => !REGIONS.some((one) => one === region)),
    zone: zone.settings,
    record: zone.record(SERVICE, "CNAME"),
    resolver: resolver.settings,
    stack: world.stack,
    stackFile: world.stackFile,
    stackFileReadOnly: world.stackFileReadOnly,
    committed: world.committed,
    route53: world.route53,
    hooks: world.hooks,
    late: world.late,
    slow: world.slow,
    cutOff: [...world.cutOff],
    serverDns: [...world.serverDns],
    clocks: [...world.clocks.keys()],
    hands: handsSigns(world),
    writersStopped: world.writersStopped,
    waiting: faults.waiting,
    serving: world.store.document("serving"),
  });
}

/** What an operator has is right, and is good for something. */
function handsSigns({ hands, drawer, vault, clock }: SimWorld): object {
  const { vaultToken, operationToken } = hands;
  const end = vault.batchTokens.get(operationToken ?? "")?.expiresAt ?? 0;
  return {
    areRight: isDeepStrictEqual(hands, drawer.right),
    isTaken: REGIONS.map((region) => holdsToken(clusterIn(vault, region), vaultToken ?? "")),
    lasts: end > clock.now() + 3_600_000,
  };
}

function clusterSigns(cluster: Cluster, now: number): object {
  const { region, reach, front, sealed, ailments, mode, state, upstream } = cluster;
  return {
    region,
    reach,
    front,
    sealed,
    ailments,
    mode,
    state,
    streams: upstream?.session?.streaming ?? null,
    changesRole: cluster.roleChange !== null,
    tellsMode: cluster.modeUnknownUntil <= now,
    lacksIndex: cluster.indexMissingUntil > now,
    attempt: cluster.generation?.given.length ?? null,
  };
}
