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
  /** Where runs are kept. */
  store: "folder" | "s3";
  /** Where key shares come from, if the operator works with them. */
  sharesFrom: "environment" | "command";
  enforceRto: boolean;
  rtoMs: number;
  maxLagMs: number;
  /** `aws:region` of the stack. */
  providerRegion: string;
  /** The stack file lies in a git checkout. */
  git: boolean;
  /** The team has hooks of its own before and after a run. */
  teamHooks: boolean;
  /** Where the bucket of the run store lies. */
  storeRegion: string;
};

/** A quiet world of today's Vault, for whoever says only what differs from it. */
export const USUAL: Settings = {
  seed: 1,
  wish: "switchover",
  version: "1.21",
  credentials: "both",
  quiesce: true,
  roleChangeMs: 1_000,
  duringRoleChange: "503",
  unknownMs: 0,
  attachMs: 500,
  lagMs: 50,
  ttlSeconds: 1,
  insyncMs: 500,
  demotedShowsRoot: true,
  rollbackAfterMs: 15_000,
  store: "folder",
  sharesFrom: "environment",
  enforceRto: false,
  rtoMs: 60_000,
  maxLagMs: 5_000,
  providerRegion: "us-east-2",
  git: false,
  teamHooks: false,
  storeRegion: "us-east-2",
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
    store: oneOf(random, ["folder", "s3"]),
    sharesFrom: oneOf(random, ["environment", "environment", "command"]),
    enforceRto: drawBelow(random, 3) === 0,
    rtoMs: oneOf(random, [4_000, 20_000, 60_000]),
    maxLagMs: oneOf(random, [500, 5_000]),
    providerRegion: oneOf(random, ["us-east-2", "us-east-2", "us-east-2", "us-east-1"]),
    git: drawBelow(random, 3) === 0,
    teamHooks: drawBelow(random, 4) === 0,
    storeRegion:
      drawBelow(random, 10) > 0 ? "us-east-2" : oneOf(random, ["us-east-1", "us-west-2"]),
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
