import type { LagHistory, LagSample } from "../ports/store.ts";
import type { ClusterView, Region } from "../ports/vault.ts";

const POINTS_KEPT = 50;

type Look = { at: number; primary: [Region, ClusterView]; secondary: [Region, ClusterView] };

/**
 * Lag from one look at both clusters and what earlier looks kept: the age of the oldest WAL of the primary that the
 * secondary does not have is at most the age of the first point beyond what it received.
 */
export function sampleLag(
  look: Look,
  history: LagHistory | null,
): { sample: LagSample; history: LagHistory } | null {
  const [primary, { shippedWal }] = look.primary;
  const [region, { receivedWal }] = look.secondary;
  if (shippedWal === null || receivedWal === null) return null;
  const kept = history?.primary === primary ? history.points : [];
  const points = [...kept, { at: look.at, wal: shippedWal }].slice(-POINTS_KEPT);
  const wals = Math.max(0, shippedWal - receivedWal);
  const missing = points.find(({ wal }) => wal > receivedWal);
  const lagMs =
    wals === 0 ? 0 : missing === undefined || missing.at === look.at ? null : look.at - missing.at;
  const sample = { region, wals, lagMs, at: look.at };
  return { sample, history: { primary, last: sample, points } };
}
