import type { Fault } from "../../../model/faults.ts";
import type { Objects } from "../../../model/objects.ts";
import type { Reach } from "../../../model/vault/cluster.ts";
import { compareAnew, setLink, setReach } from "../../../model/vault/reach.ts";
import { mintServiceToken } from "../../../model/vault/tokens.ts";
import { clusterIn, DURING_ROLE_CHANGE, type VaultSettings } from "../../../model/vault/world.ts";
import type { Zone } from "../../../model/zone.ts";
import type { Clients } from "../clients/clients.ts";
import type { VaultDoor } from "../vaultDoor.ts";
import type { SandboxWorld } from "../world.ts";
import { type Truth, tellTruth } from "./truth.ts";

export type Pace = { writesPerSecond?: number; readsPerSecond?: number };

/** What a rehearsal may do to the world, and ask of it. Names that do not exist are refused by throwing. */
export type Controls = {
  /** Takes a Region's Vault and its replication link away, or brings them back; a primary comes back as primary. */
  setReach(region: string, reach: Reach): Promise<void>;
  addFault(fault: Fault): void;
  clearFaults(): void;
  /**
   * A program outside of this world tells of a call that it has made and that took effect: it is counted like any
   * other, and its answer may be held back or be an error.
   */
  tell(call: string): Promise<void>;
  /** 200 writes and 20 reads a second unless told otherwise. */
  startWriters(pace?: Pace): void;
  stopWriters(): Promise<void>;
  /** Resolves when no client writes any more. */
  pauseWriters(): Promise<void>;
  resumeWriters(): void;
  /** A root token that an operator makes by hand on the primary in `region`. */
  mintToken(region: string): string;
  /** The Region's secondary loses its place in the stream: its data are incomplete until it streams again. */
  compareAnew(region: string): void;
  setLink(change: { lagMs?: number; up?: boolean }): void;
  setVault(settings: Partial<VaultSettings>): void;
  setRoute53(settings: Partial<Zone["settings"]>): void;
  setS3(settings: Partial<Objects["settings"]>): void;
  /** The texts of all objects in S3 by `bucket/key`. */
  objects(): Record<string, string>;
  /** How long at least the Vault servers' own hosts keep what a name leads to now. */
  setServerDns(settings: { overHoldMs: number }): void;
  /** A new measuring window for outages begins now. */
  mark(): void;
  truth(): Truth;
};

const USUAL_PACE = { writesPerSecond: 200, readsPerSecond: 20 };

export function controlsOf(
  { vault, zone, objects, faults, ledger, timeline, serverDns }: SandboxWorld,
  clients: Clients,
  vaults: Map<string, VaultDoor>,
): Controls {
  const now = (): number => {
    timeline.advanceTo(Date.now());
    return timeline.now();
  };
  return {
    setReach: async (region, reach) => {
      now();
      setReach(vault, region, reach);
      await vaults.get(region)?.follow();
    },
    addFault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    tell: async (call) => {
      const effect = faults.take(call, true);
      if (effect?.kind === "hang") await new Promise(() => undefined);
      if (effect !== null) throw new Error(`${call} was made to fail`);
    },
    startWriters: (pace = {}) => clients.start({ ...USUAL_PACE, ...pace }),
    stopWriters: () => clients.stop(),
    pauseWriters: () => clients.pause(),
    resumeWriters: () => clients.resume(),
    mintToken: (region) => {
      now();
      const cluster = clusterIn(vault, region);
      if (cluster.mode !== "primary") throw new Error(`${region} is no primary`);
      return mintServiceToken(vault, cluster, ["root"]);
    },
    compareAnew: (region) => {
      now();
      compareAnew(vault, region);
    },
    setLink: (change) => {
      now();
      setLink(vault, knownOnly(change, vault.link));
    },
    setVault: (settings) =>
      void Object.assign(vault.settings, vaultSettings(settings, vault.settings)),
    setRoute53: (settings) => void Object.assign(zone.settings, knownOnly(settings, zone.settings)),
    setS3: (settings) =>
      void Object.assign(objects.settings, knownOnly(settings, objects.settings)),
    objects: () => objects.texts(),
    setServerDns: (settings) => {
      now();
      serverDns.overHold(knownOnly(settings, { overHoldMs: 0 }).overHoldMs);
    },
    mark: () => ledger.mark(now()),
    truth: () => {
      now();
      return tellTruth({ world: vault, zone, ledger, clients, faults });
    },
  };
}

function vaultSettings(
  change: Partial<VaultSettings>,
  known: VaultSettings,
): Partial<VaultSettings> {
  const { duringRoleChange = known.duringRoleChange } = change;
  if (DURING_ROLE_CHANGE.includes(duringRoleChange)) return knownOnly(change, known);
  throw new Error(`duringRoleChange is one of ${DURING_ROLE_CHANGE.join(", ")}`);
}

/** A misspelt setting would silently rehearse something else. */
function knownOnly<T extends object>(change: T, known: object): T {
  const kinds = new Map(Object.entries(known).map(([key, value]) => [key, typeof value]));
  for (const [key, value] of Object.entries(change)) {
    if (kinds.get(key) === typeof value) continue;
    throw new Error(`no such setting: ${key}=${value}; there are ${[...kinds.keys()].join(", ")}`);
  }
  return change;
}
