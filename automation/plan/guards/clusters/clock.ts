import { BOUNDS } from "../../../../ground/bounds.ts";
import { clusterOf, type Guard, warn } from "../guard.ts";

/** Ages of heartbeats and ends of tokens are compared with this machine's clock. */
export const clockGuard: Guard = (look) =>
  [look.from, look.to].flatMap((region) => {
    const skew = clusterOf(look, region)?.clockSkewMs ?? 0;
    if (Math.abs(skew) <= BOUNDS.clockSkewMs) return [];
    const seconds = Math.round(skew / 1000);
    return [
      warn(
        "CLOCK_SKEW",
        `${region}'s clock is ${seconds} s from this machine's.`,
        "Set the clocks by NTP.",
      ),
    ];
  });
