import type { Finding } from "../../../../ground/errors.ts";
import type { LagSample } from "../../../ports/store.ts";
import { type Guard, info, isDisaster, refuse, warn } from "../guard.ts";

/**
 * Lag while both answered, or the last sample kept from then. The age of a heartbeat is not lag, and an unknown lag is
 * shown, not refused. A planned move waits for the target anyway.
 */
export const lagGuard: Guard = (look) => {
  if (!isDisaster(look)) return [];
  const { snapshot, config, request, to } = look;
  const sample = snapshot.lag.now ?? snapshot.lag.last;
  if (sample === null || sample.region !== to)
    return [unknown(`No look at ${to} is kept from then.`)];
  const limit = config.recovery.lagMsMax;
  const ago = Math.round((snapshot.at - sample.at) / 1000);
  const now = `${to} was ${inWords(sample)} behind, seen ${ago} s ago; the limit is ${limit} ms.`;
  if (sample.atLeastMs > limit) {
    if (request.consents.acceptLoss) return [warn("LAG_TOO_HIGH", now, "Accepted: --accept-loss.")];
    const next = "Wait if the old primary can come back, or lose those writes with --accept-loss.";
    return [refuse("LAG_TOO_HIGH", now, next)];
  }
  return sample.atMostMs !== null && sample.atMostMs <= limit ? [] : [unknown(now)];
};

const unknown = (now: string): Finding =>
  info(
    "LAG_UNKNOWN",
    `How far the target was behind when contact was lost is not known. ${now}`,
    "The report will say so.",
  );

function inWords({ wals, atLeastMs, atMostMs }: LagSample): string {
  const most = atMostMs === null ? "" : `, at most ${atMostMs} ms`;
  return `at least ${atLeastMs} ms${most} (${wals} WALs)`;
}
