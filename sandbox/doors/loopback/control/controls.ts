import type { Fault } from "../../../model/faults.ts";
import type { Reach } from "../../../model/vault/cluster.ts";
import { setLink, setReach } from "../../../model/vault/reach.ts";
import type { VaultSettings } from "../../../model/vault/world.ts";
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
  /** 200 writes and 20 reads a second unless told otherwise. */
  startWriters(pace?: Pace): void;
  stopWriters(): Promise<void>;
  /** Resolves when no client writes any more. */
  pauseWriters(): Promise<void>;
  resumeWriters(): void;
  setLink(change: { lagMs?: number; up?: boolean }): void;
  setVault(settings: Partial<VaultSettings>): void;
  setRoute53(settings: Partial<Zone["settings"]>): void;
  /** A new measuring window for outages begins now. */
  mark(): void;
  truth(): Truth;
};

const USUAL_PACE = { writesPerSecond: 200, readsPerSecond: 20 };

export function controlsOf(
  { vault, zone, faults, ledger, timeline }: SandboxWorld,
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
    startWriters: (pace = {}) => clients.start({ ...USUAL_PACE, ...pace }),
    stopWriters: () => clients.stop(),
    pauseWriters: () => clients.pause(),
    resumeWriters: () => clients.resume(),
    setLink: (change) => {
      now();
      setLink(vault, knownOnly(change, vault.link));
    },
    setVault: (settings) => void Object.assign(vault.settings, knownOnly(settings, vault.settings)),
    setRoute53: (settings) => void Object.assign(zone.settings, knownOnly(settings, zone.settings)),
    mark: () => ledger.mark(now()),
    truth: () => {
      now();
      return tellTruth({ world: vault, zone, ledger, clients, faults });
    },
  };
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
