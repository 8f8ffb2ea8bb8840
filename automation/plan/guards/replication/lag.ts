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
  if (sample === null || sample.region !== to || sample.lagMs === null) {
    return [
      info(
        "LAG_UNKNOWN",
        `How long ${to} was behind when contact was lost is not known${walsOf(sample, to)}.`,
        "The report will say so.",
      ),
    ];
  }
  const age = Math.round((snapshot.at - sample.at) / 1000);
  const now = `${to} was ${sample.lagMs} ms (${sample.wals} WALs) behind, seen ${age} s ago; the limit is ${config.recovery.lagMsMax} ms.`;
  if (sample.lagMs <= config.recovery.lagMsMax) return [];
  if (request.consents.acceptLoss) return [warn("LAG_TOO_HIGH", now, "Accepted: --accept-loss.")];
  return [
    refuse(
      "LAG_TOO_HIGH",
      now,
      "Wait if the old primary can come back, or lose those writes with --accept-loss.",
    ),
  ];
};

const walsOf = (sample: LagSample | null, to: string): string =>
  sample === null || sample.region !== to ? "" : `; the last look saw ${sample.wals} WALs missing`;
