import { compareVersions } from "../../../ground/vaultVersion.ts";
import { type Cluster, isOnline, isServing, type Session, type Upstream } from "./cluster.ts";
import type { Change } from "./keySpace.ts";
import type { Wal } from "./walLog.ts";
import { clusterIn, type VaultWorld } from "./world.ts";

/** Brings links and accounts in line with what the clusters have become. To be called after every change. */
export function settle(world: VaultWorld): void {
  for (const secondary of world.clusters.values()) {
    const { upstream } = secondary;
    if (upstream === null) continue;
    const possible = canConnect(world, secondary, upstream);
    if (possible && upstream.session === null) open(world, secondary, upstream);
    if (!possible && upstream.session !== null) lose(world, secondary, upstream, upstream.session);
  }
  const writable = [...world.clusters.values()].filter((one) => isServing(one) && !one.apart);
  const regions = writable.map(({ region }) => region);
  world.writable.note(world.timeline.now(), regions);
}

/** The cluster follows nobody any more: what was under way to it is lost, and nothing of it comes later. */
export function leaveUpstream(cluster: Cluster): void {
  if (cluster.upstream !== null) cluster.upstream.session = null;
  cluster.upstream = null;
}

/** A write on a primary: applied here at once, on the secondaries that stream when it has travelled. */
export function commit(world: VaultWorld, primary: Cluster, changes: Change[]): void {
  for (const change of changes) primary.keys.apply(change);
  primary.walCount += 1;
  const wal = { index: primary.walCount, changes };
  primary.log.push(wal);
  for (const secondary of world.clusters.values()) {
    const { upstream } = secondary;
    if (upstream?.region !== primary.region || upstream.session?.streaming !== true) continue;
    send(world, secondary, upstream, upstream.session, [wal]);
  }
}

/** After a change of lag: what is under way arrives no later than a WAL sent now would. */
export function hurryUp(world: VaultWorld): void {
  const latest = world.timeline.now() + world.link.lagMs;
  for (const secondary of world.clusters.values()) {
    const { upstream } = secondary;
    if (upstream === null || upstream.session === null) continue;
    for (const one of upstream.session.inFlight) one.arrivesAt = Math.min(one.arrivesAt, latest);
    planDelivery(world, secondary, upstream, upstream.session);
  }
}

/** The last heartbeat that came through, or null before the first. */
export function lastHeartbeatAt(world: VaultWorld, upstream: Upstream): number | null {
  const openedAt = upstream.session?.openedAt ?? null;
  if (openedAt === null) return upstream.lastHeartbeatAt;
  const beat = world.settings.heartbeatMs;
  return openedAt + Math.floor((world.timeline.now() - openedAt) / beat) * beat;
}

/** Whether both ends believe in the connection: a silent loss is noticed late. */
export const seemsConnected = (world: VaultWorld, upstream: Upstream): boolean =>
  upstream.session === null
    ? world.timeline.now() < upstream.lossNoticedAt
    : upstream.session.openedAt !== null;

/** Replication never runs from a newer to an older Vault. */
export const isNewer = ({ traits }: Cluster, than: Cluster): boolean =>
  compareVersions(traits.version, than.traits.version) > 0;

function canConnect(world: VaultWorld, secondary: Cluster, upstream: Upstream): boolean {
  const primary = clusterIn(world, upstream.region);
  return (
    world.link.up &&
    !world.link.closed.has(primary.region) &&
    isOnline(secondary) &&
    isOnline(primary) &&
    primary.mode === "primary" &&
    !isNewer(primary, secondary) &&
    primary.known.get(upstream.secondaryId) === upstream.serial
  );
}

function open(world: VaultWorld, secondary: Cluster, upstream: Upstream): void {
  const session: Session = { openedAt: null, streaming: false, inFlight: [], plan: 0 };
  upstream.session = session;
  const first = upstream.cursor === null;
  if (first) secondary.state = "merkle-diff";
  world.timeline.after(first ? 0 : world.settings.reconnectMs, () => {
    if (upstream.session !== session) return;
    session.openedAt = world.timeline.now();
    if (!resume(world, secondary, upstream, session)) compare(world, secondary, upstream, session);
  });
}

/** Streams on from where it was, when the primary's buffer still reaches back that far. */
function resume(
  world: VaultWorld,
  secondary: Cluster,
  upstream: Upstream,
  session: Session,
): boolean {
  const primary = clusterIn(world, upstream.region);
  const { cursor } = upstream;
  const missing = cursor === null ? null : primary.log.after(cursor, primary.walCount);
  if (missing === null) return false;
  secondary.state = "stream-wals";
  session.streaming = true;
  send(world, secondary, upstream, session, missing);
  return true;
}

/** merkle-diff, then merkle-sync where the roots differ, then stream-wals: `attachMs` in all. */
function compare(
  world: VaultWorld,
  secondary: Cluster,
  upstream: Upstream,
  session: Session,
): void {
  const { timeline, settings } = world;
  secondary.state = "merkle-diff";
  const stillSo = () => upstream.session === session;
  timeline.after(settings.attachMs / 2, () => {
    if (!stillSo()) return;
    const primary = clusterIn(world, upstream.region);
    const differs = primary.keys.root() !== secondary.keys.root();
    if (!differs) return follow(world, secondary, upstream, session);
    secondary.state = "merkle-sync";
    timeline.after(settings.attachMs / 2, () => {
      if (stillSo()) follow(world, secondary, upstream, session);
    });
  });
}

/** How long a secondary in a merkle loop streams before it compares again. */
const LOOP_MS = 300;

function follow(world: VaultWorld, secondary: Cluster, upstream: Upstream, session: Session): void {
  const primary = clusterIn(world, upstream.region);
  if (secondary.keys.root() !== primary.keys.root()) secondary.keys.copyFrom(primary.keys);
  upstream.cursor = primary.walCount;
  upstream.lastRemoteWal = 0;
  secondary.state = "stream-wals";
  session.streaming = true;
  if (!secondary.ailments.merkleLoop) return;
  world.timeline.after(LOOP_MS, () => {
    if (upstream.session !== session || !secondary.ailments.merkleLoop) return;
    session.streaming = false;
    session.inFlight = [];
    compare(world, secondary, upstream, session);
  });
}

function send(
  world: VaultWorld,
  secondary: Cluster,
  upstream: Upstream,
  session: Session,
  wals: Wal[],
): void {
  const idle = session.inFlight.length === 0;
  const arrivesAt = Math.max(
    world.timeline.now() + world.link.lagMs,
    session.inFlight.at(-1)?.arrivesAt ?? 0,
  );
  session.inFlight.push(...wals.map((wal) => ({ wal, arrivesAt })));
  if (idle) planDelivery(world, secondary, upstream, session);
}

function planDelivery(
  world: VaultWorld,
  secondary: Cluster,
  upstream: Upstream,
  session: Session,
): void {
  const next = session.inFlight[0];
  if (next === undefined) return;
  session.plan += 1;
  const { plan } = session;
  world.timeline.after(next.arrivesAt - world.timeline.now(), () => {
    if (upstream.session !== session || session.plan !== plan) return;
    deliver(world, secondary, upstream, session);
    planDelivery(world, secondary, upstream, session);
  });
}

function deliver(
  world: VaultWorld,
  secondary: Cluster,
  upstream: Upstream,
  session: Session,
): void {
  const due = session.inFlight.findIndex(({ arrivesAt }) => arrivesAt > world.timeline.now());
  const arrived = session.inFlight.splice(0, due === -1 ? session.inFlight.length : due);
  for (const { wal } of arrived) {
    for (const change of wal.changes) secondary.keys.apply(change);
    upstream.cursor = wal.index;
    upstream.lastRemoteWal = wal.index;
  }
}

/** A process that ends closes its connections; a network that goes silent is noticed by missing heartbeats. */
function lose(world: VaultWorld, secondary: Cluster, upstream: Upstream, session: Session): void {
  const now = world.timeline.now();
  upstream.lastHeartbeatAt = lastHeartbeatAt(world, upstream);
  upstream.session = null;
  const primary = clusterIn(world, upstream.region);
  const silent =
    session.openedAt !== null &&
    (!world.link.up ||
      world.link.closed.has(primary.region) ||
      primary.reach === "hanging" ||
      secondary.reach === "hanging");
  upstream.lossNoticedAt = silent ? now + world.settings.disconnectNoticedMs : now;
}
