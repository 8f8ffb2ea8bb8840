import { BOUNDS } from "../../../ground/bounds.ts";
import type { Skew } from "../ports/outside.ts";
import type { SimWorld } from "../world.ts";
import type { Change } from "./incident.ts";

/** What becomes of the clock of a machine from which commands are run. */
export const CLOCKS = {
  "clock-off": (world, { target, amount }) => shaped(world, target, () => offsetMs(amount)),
  /** One second in a hundred, and more. */
  "clock-drifts": (world, { target, amount }) =>
    shaped(world, target, (passedMs) =>
      clipped((passedMs * (amount % 2 === 0 ? 1 : -1) * (1 + amount)) / 100),
    ),
  "clock-jumps": (world, { target, amount }) => {
    const every = 2_000 + amount * 200;
    return shaped(world, target, (passedMs) =>
      Math.floor(passedMs / every) % 2 === 0 ? 0 : offsetMs(amount),
    );
  },
  "clock-sways": (world, { target, amount }) =>
    shaped(world, target, (passedMs) =>
      Math.round(offsetMs(amount) * Math.sin(passedMs / (1_000 + amount * 100))),
    ),
} as const satisfies Record<string, Change>;

/**
 * What the lease allows two machines to differ by: a holder that is alive has at least so much of it left. Further apart
 * one of them may take what the other still holds. Each clock is off by half of it at most.
 */
const APART_MS_MAX = BOUNDS.leaseMs - BOUNDS.leaseRenewMs;

const clipped = (ms: number): number =>
  Math.round(Math.max(-APART_MS_MAX / 2, Math.min(APART_MS_MAX / 2, ms)));

/** From the whole way behind, at 0, to the whole way ahead, at 47. */
const offsetMs = (amount: number): number => clipped((amount / 47 - 0.5) * APART_MS_MAX);

function shaped(world: SimWorld, host: string, skew: Skew): () => void {
  const since = world.clock.now();
  world.clocks.set(host, (at) => skew(at - since));
  return () => void world.clocks.delete(host);
}
