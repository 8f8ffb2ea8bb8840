import type { VaultCall } from "../../../automation/adapters/vaultHttp.ts";
import type { HookName } from "../../../automation/ports/hooks.ts";
import type { Ports } from "../../../automation/ports/ports.ts";
import type { StackUpdate } from "../../../automation/ports/stack.ts";
import { randomFor } from "../../../ground/random.ts";
import { MemoryStore } from "../../../sandbox/doors/inProcess/memoryStore.ts";
import { VirtualClock } from "../../../sandbox/doors/inProcess/virtualClock.ts";
import { Resolver } from "../../../sandbox/model/resolver.ts";
import type { BootOptions } from "../../../sandbox/model/vault/boot.ts";
import { Zone } from "../../../sandbox/model/zone.ts";
import { endStateIn } from "../../../sandbox/sim/endState.ts";
import type { Late } from "../../../sandbox/sim/ports/delays.ts";
import { outputOf } from "../../../sandbox/sim/ports/stack.ts";
import { dnsOf, NOBODY } from "../../../sandbox/sim/ports/surroundings.ts";
import { ADDRESSES, nameOf, recordsOf, SERVICE } from "../../../sandbox/sim/world.ts";
import { aVaultPair, WEST } from "../vaultWorld.ts";

export { ADDRESSES, nameOf, SERVICE };

export type EstateOptions = Partial<BootOptions> & { ttlSeconds?: number; insyncMs?: number };

/** A call that reached the outside, in order: `us-west-2 sys/replication/dr/primary/demote`, `route53 upsert`. */
export type Arrival = { at: number; what: string };

/** Two Vaults, a hosted zone, resolvers, a run store, a stack and its file: everything that drivers share. */
export function anEstate({ ttlSeconds = 5, insyncMs = 2_000, ...vault }: EstateOptions = {}) {
  const pair = aVaultPair(vault);
  const { timeline } = pair;
  const clock = new VirtualClock(timeline);
  const zone = new Zone(timeline, {
    id: "Z1",
    name: "test.acme.com",
    insyncMs,
    records: recordsOf(ttlSeconds),
  });
  const keys = { activeRegion: WEST, takeover: 1 };
  const arrivals: Arrival[] = [];
  const note = (what: string) => arrivals.push({ at: clock.now(), what });
  return {
    pair,
    clock,
    zone,
    ttlSeconds,
    resolver: new Resolver(timeline, zone),
    store: new MemoryStore(),
    /** Whether the quiesce hook has stopped the writers. */
    writers: { stopped: false, hookFails: false },
    /** Hooks that end badly, and hooks that do not end by themselves. */
    hooks: { fail: [] as HookName[], hang: [] as HookName[] },
    stackFile: { ...keys },
    stack: { ...keys, locked: false },
    late: [] as Late[],
    arrivals,
    note,
    arrived: (region: string, { path }: VaultCall) => note(`${region} ${path.split("?")[0]}`),
  };
}

export type Estate = ReturnType<typeof anEstate>;

/** How often a call arrived, by the end of its name. */
export const countOf = ({ arrivals }: Estate, end: string): number =>
  arrivals.filter(({ what }) => what.endsWith(end)).length;

/** What operators, clients and the next run find, without what differs from run to run. */
export const endStateOf = ({ pair, writers, ...shared }: Estate): object => ({
  ...endStateIn({ ...shared, vault: pair.world, writersStopped: writers.stopped }),
  twoPrimaries: pair.world.writable.overlaps().map(({ regions }) => regions),
});

/** Everything outside but Vault, credentials and store, which belong to one process. */
export function surroundings(estate: Estate): Omit<Ports, "vault" | "credentials" | "store"> {
  const { clock, zone, resolver, stackFile, stack, writers, hooks, note } = estate;
  return {
    clock,
    random: randomFor(17, "driver"),
    traffic: trafficOf(estate),
    dns: dnsOf(resolver),
    stackFile: {
      read: async () => ({ is: "ok", value: { ...stackFile } }),
      committed: async () => null,
      write: async (next) => {
        Object.assign(stackFile, next);
        return { is: "ok", value: undefined };
      },
    },
    stack: {
      ready: async () => ({ is: "ok", value: { cliVersion: "3.259.0" } }),
      lastOutput: async () => ({ is: "ok", value: outputOf(stack, zone.id) }),
      update: async ({ activeRegion, takeover }: StackUpdate) => {
        note("pulumi up");
        if (stack.locked)
          return { is: "refused", status: 409, text: "the stack is locked", definite: true };
        await clock.sleep(3_000);
        Object.assign(stack, { activeRegion, takeover });
        return { is: "ok", value: { changed: 1 } };
      },
    },
    hooks: {
      has: () => true,
      run: async (hook, _about, boundMs) => {
        note(`hook ${hook}`);
        if (writers.hookFails || hooks.fail.includes(hook))
          return { is: "refused", status: 1, text: "exit 1", definite: true };
        if (hooks.hang.includes(hook)) {
          await clock.sleep(boundMs);
          return { is: "unknown", why: "timed-out", text: `not done in ${boundMs} ms` };
        }
        if (hook === "quiesce" || hook === "unquiesce") writers.stopped = hook === "quiesce";
        return { is: "ok", value: undefined };
      },
    },
    human: NOBODY,
  };
}

function trafficOf({ zone, pair, clock, note }: Estate): Ports["traffic"] {
  return {
    record: async () => {
      if (zone.settings.down) return { is: "unknown", why: "unreachable", text: "Route 53" };
      const record = zone.record(SERVICE, "CNAME");
      const value = record && {
        name: SERVICE,
        value: record.values[0] ?? "",
        ttlSeconds: record.ttlSeconds,
      };
      return { is: "ok", value };
    },
    upsert: async ({ value, ttlSeconds }) => {
      await clock.sleep(20);
      note(`route53 upsert ${value}`);
      const effect = pair.faults.take("route53 upsert", true);
      if (effect?.kind === "answer") {
        const { status, text } = effect;
        return { is: "refused", status, text, definite: status < 500 };
      }
      const lost = { is: "unknown", why: "cut", text: "Route 53 hung up" } as const;
      if (zone.settings.down || effect?.applied === false) return lost;
      const record = { name: SERVICE, type: "CNAME", ttlSeconds, values: [value] } as const;
      const change = zone.change([{ action: "UPSERT", record: { ...record, values: [value] } }]);
      if (change.is !== "accepted") throw new Error(change.texts.join());
      return effect === null ? { is: "ok", value: { changeId: change.changeId } } : lost;
    },
    change: async (changeId) => ({
      is: "ok",
      value: zone.changeState(changeId)?.state ?? "PENDING",
    }),
  };
}
