import { BOUNDS } from "../../../../ground/bounds.ts";
import type { Finding } from "../../../../ground/errors.ts";
import { type Case, clusterOf, type Guard, isPlanned, refuse, warn } from "../guard.ts";

/** Ages of heartbeats, ends of tokens and leases are compared with this machine's clock. */
export const clockGuard: Guard = (look) => {
  const skews = skewsIn(look);
  const ours = isPlanned(look) ? ourOwn(skews.map(({ ms }) => ms)) : null;
  if (ours !== null) return [ownClock(ours)];
  return skews
    .filter(({ ms }) => Math.abs(ms) > BOUNDS.clockSkewMs)
    .map(({ region, ms }) =>
      warn(
        "CLOCK_SKEW",
        `${region}'s clock is ${inSeconds(ms)} from this machine's.`,
        "Set the clocks by NTP.",
      ),
    );
};

const ownClock = (ms: number): Finding =>
  refuse(
    "CLOCK_SKEW",
    `This machine's clock is ${inSeconds(-ms)} from those of both clusters, which agree: another machine would take this run's lease for ended, or this one another's.`,
    "Set it by NTP, then run this again.",
  );

/** How far the clocks of the clusters are ahead of this machine's, where they tell. */
const skewsIn = (look: Case): { region: string; ms: number }[] =>
  [look.from, look.to].flatMap((region) => {
    const ms = clusterOf(look, region)?.clockSkewMs ?? null;
    return ms === null ? [] : [{ region, ms }];
  });

/** Two clusters that agree with each other, and not with us, are right: the lesser of the differences, else null. */
function ourOwn(skews: number[]): number | null {
  const [one, other] = skews;
  if (one === undefined || other === undefined) return null;
  const least = Math.abs(one) < Math.abs(other) ? one : other;
  const agree = Math.abs(one - other) <= BOUNDS.clockSkewMs;
  return agree && Math.abs(least) > BOUNDS.clockSkewMs ? least : null;
}

const inSeconds = (ms: number): string => `${Math.round(ms / 1000)} s`;
