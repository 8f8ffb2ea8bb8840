import { drawBelow, type Random, randomFor } from "../../ground/random.ts";
import type { VersionLine } from "../model/vault/versions.ts";
import type { DuringRoleChange } from "../model/vault/world.ts";

/** Everything that a seed says about a world before anything goes wrong in it. Times in milliseconds. */
export type Settings = {
  seed: number;
  /** What its operator means to do. */
  wish: "switchover" | "failover";
  version: VersionLine;
  /** Where DR operation tokens come from. */
  credentials: "token" | "shares" | "both";
  quiesce: boolean;
  roleChangeMs: number;
  duringRoleChange: DuringRoleChange;
  unknownMs: number;
  attachMs: number;
  lagMs: number;
  ttlSeconds: number;
  insyncMs: number;
  demotedShowsRoot: boolean;
  rollbackAfterMs: number;
};

/** The same seed gives the same settings, however many other draws there are. */
export function settingsOf(seed: number): Settings {
  const random = randomFor(seed, "settings");
  return {
    seed,
    wish: oneOf(random, ["switchover", "switchover", "failover"]),
    version: oneOf(random, ["1.21", "1.21", "2.0", "1.9", "1.1"]),
    credentials: oneOf(random, ["token", "shares", "both"]),
    quiesce: drawBelow(random, 3) > 0,
    roleChangeMs: oneOf(random, [200, 1_000, 2_000, 8_000]),
    duringRoleChange: oneOf(random, ["503", "reset", "500", "wait", "in-turn"]),
    unknownMs: oneOf(random, [0, 0, 0, 3_000]),
    attachMs: oneOf(random, [500, 1_000, 10_000]),
    lagMs: oneOf(random, [50, 100, 400]),
    ttlSeconds: oneOf(random, [1, 5, 10]),
    insyncMs: oneOf(random, [500, 2_000, 8_000]),
    demotedShowsRoot: drawBelow(random, 5) > 0,
    rollbackAfterMs: oneOf(random, [5_000, 15_000]),
  };
}

export function oneOf<T>(random: Random, values: readonly [T, ...T[]]): T {
  return values[drawBelow(random, values.length)] ?? values[0];
}

/** One line: `seed=17 wish=switchover version=1.21 …`. */
export const settingsLine = (settings: Settings): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
