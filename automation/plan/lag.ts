import type { LagHistory, LagSample } from "../ports/store.ts";
import type { ClusterView, Region } from "../ports/vault.ts";

const POINTS_KEPT = 50;

type Look = { at: number; primary: [Region, ClusterView]; secondary: [Region, ClusterView] };

/**
 * Lag from one look at both clusters and what earlier looks kept: the oldest WAL that the secondary does not have was
 * written after the last point that it has reached, and not after the first point beyond. Equal roots say that it has
 * everything, whatever the counters say: before Vault 1.4 the primary's holds WALs that are never shipped.
 */
export function sampleLag(
  look: Look,
  history: LagHistory | null,
): { sample: LagSample; history: LagHistory } | null {
  const [primary, { shippedWal, merkleRoot, clusterId }] = look.primary;
  const [region, { receivedWal, merkleRoot: itsRoot, clusterId: itsId }] = look.secondary;
  if (shippedWal === null || receivedWal === null) return null;
  const hasAll = merkleRoot !== null && merkleRoot === itsRoot;
  const newest = hasAll ? Math.min(shippedWal, receivedWal) : shippedWal;
  const kept = history?.primary === primary ? history.points : [];
  const standing = hasAll ? kept.filter(({ wal }) => wal <= newest) : kept;
  const points = [...standing, { at: look.at, wal: newest }].slice(-POINTS_KEPT);
  const wals = Math.max(0, newest - receivedWal);
  const beyond = points.find(({ wal }) => wal > receivedWal)?.at ?? look.at;
  const reached = points.findLast(({ wal }) => wal <= receivedWal)?.at ?? null;
  const sample: LagSample = {
    region,
    wals,
    atLeastMs: wals === 0 ? 0 : look.at - beyond,
    atMostMs: wals === 0 ? 0 : reached === null ? null : look.at - reached,
    at: look.at,
    ...(clusterId !== null && clusterId === itsId ? { clusterId } : {}),
  };
  return { sample, history: { primary, last: sample, points } };
}
