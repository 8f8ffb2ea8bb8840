import type { Cluster, Upstream } from "../cluster.ts";
import { lastHeartbeatAt, seemsConnected } from "../link.ts";
import { clusterIn, type VaultWorld } from "../world.ts";
import { tellsMode } from "./health.ts";
import { type Answered, enveloped } from "./replies.ts";

/** The zero time of the server's language, printed for "never". */
const NEVER_EPOCH = "-62135596800";

/** `sys/replication/status`: both kinds of replication. */
export const replicationStatus = (world: VaultWorld, cluster: Cluster): Answered =>
  enveloped(world, { dr: drData(world, cluster), performance: { mode: "disabled" } });

/** `sys/replication/dr/status`. */
export const drStatus = (world: VaultWorld, cluster: Cluster): Answered =>
  enveloped(world, drData(world, cluster));

const drData = (world: VaultWorld, cluster: Cluster): object =>
  tellsMode(world, cluster)
    ? {
        ...commonData(cluster),
        ...(cluster.mode === "primary"
          ? primaryData(world, cluster)
          : secondaryData(world, cluster)),
      }
    : { mode: "unknown" }; // what else it would say is not known: nothing is the least

const commonData = (cluster: Cluster): object => ({
  mode: cluster.mode,
  state: cluster.ailments.idle ? "idle" : cluster.state,
  cluster_id: cluster.clusterId,
  merkle_root: cluster.keys.root(),
  last_reindex_epoch: "0",
  ...(cluster.traits.merkleCheck
    ? {
        corrupted_merkle_tree: cluster.ailments.corruptTree,
        last_corruption_check_epoch: NEVER_EPOCH,
      }
    : {}),
  ...(cluster.traits.statusHasTokenCounter ? { ssct_generation_counter: 0 } : {}),
});

function primaryData(world: VaultWorld, primary: Cluster): object {
  const attached = [...world.clusters.values()].flatMap((cluster) => {
    const { upstream } = cluster;
    const ours = upstream?.region === primary.region;
    const known = ours && primary.known.get(upstream.secondaryId) === upstream.serial;
    return known ? [{ cluster, upstream }] : [];
  });
  return {
    known_secondaries: [...primary.known.keys()],
    last_wal: primary.walCount + primary.localWalCount,
    ...(primary.traits.statusHasLink ? { last_dr_wal: primary.walCount } : {}),
    primary_cluster_addr: primary.primaryClusterAddr,
    ...peersOf(primary, "secondaries", () =>
      attached.map(({ cluster, upstream }) => ({
        node_id: upstream.secondaryId,
        ...peer(world, primary, cluster, upstream),
      })),
    ),
  };
}

function secondaryData(world: VaultWorld, cluster: Cluster): object {
  const { upstream, traits } = cluster;
  const link = (state: string) => (traits.statusHasLink ? { connection_state: state } : {});
  if (upstream === null) {
    const hidden = world.settings.demotedShowsRoot ? {} : { merkle_root: "" };
    return {
      ...hidden,
      ...link("idle"),
      secondary_id: "",
      last_remote_wal: 0,
      primary_cluster_addr: "",
      known_primary_cluster_addrs: [],
      ...peersOf(cluster, "primaries", () => []),
    };
  }
  const primary = clusterIn(world, upstream.region);
  return {
    ...link(connectionState(world, upstream)),
    secondary_id: upstream.secondaryId,
    last_remote_wal: upstream.lastRemoteWal,
    ...(traits.canary ? { last_start: new Date(upstream.startedAt).toISOString() } : {}),
    primary_cluster_addr: `https://${primary.clusterAddress}`,
    known_primary_cluster_addrs: [`https://${primary.clusterAddress}`],
    ...peersOf(cluster, "primaries", () => [peer(world, cluster, primary, upstream)]),
    ...(cluster.state === "merkle-sync"
      ? { merkle_sync_progress: { sync_total_keys: 100, sync_progress: 50 } }
      : {}),
  };
}

/** The state of the gRPC channel. */
function connectionState(world: VaultWorld, upstream: Upstream): string {
  if (seemsConnected(world, upstream)) return "ready";
  return upstream.session === null ? "transient_failure" : "connecting";
}

const peersOf = ({ traits }: Cluster, field: string, list: () => object[]): object =>
  traits.statusHasPeers ? { [field]: list() } : {};

/** The other end of the link, as `teller` prints it. */
function peer(world: VaultWorld, teller: Cluster, other: Cluster, upstream: Upstream): object {
  const heartbeat = lastHeartbeatAt(world, upstream);
  const age = heartbeat === null ? 0 : world.timeline.now() - heartbeat;
  const told = (heartbeat ?? 0) + teller.ailments.clockMs;
  return {
    api_address: other.apiAddress,
    cluster_address: `https://${other.clusterAddress}`,
    connection_status: seemsConnected(world, upstream) ? "connected" : "disconnected",
    last_heartbeat: heartbeat === null ? "0001-01-01T00:00:00Z" : new Date(told).toISOString(),
    ...(teller.traits.canary
      ? {
          clock_skew_ms: "0",
          last_heartbeat_duration_ms: "0",
          replication_primary_canary_age_ms: String(Math.min(age, 1_000)),
        }
      : {}),
  };
}
