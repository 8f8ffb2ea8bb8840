import type { Ports } from "../../../automation/ports/ports.ts";
import type { StackUpdate } from "../../../automation/ports/stack.ts";
import { type Answer, ok, refused, type Unknown, unknown } from "../../../ground/answer.ts";
import type { DrOutput } from "../../../infra/contract.ts";
import type { Resolver } from "../../model/resolver.ts";
import { SERVICE, type SimWorld } from "../world.ts";

type Around = Pick<Ports, "traffic" | "dns" | "stack" | "stackFile" | "hooks" | "human">;

/** Everything outside but Vault, credentials and the store: what it answers is what the world says now. */
export const surroundings = (world: SimWorld): Around => ({
  traffic: trafficOf(world),
  dns: dnsOf(world.resolver),
  stack: stackOf(world),
  stackFile: {
    read: async () => ok({ ...world.stackFile }),
    committed: async () => null,
    write: async (keys) => {
      Object.assign(world.stackFile, keys);
      return ok(undefined);
    },
  },
  hooks: {
    has: () => world.settings.quiesce,
    run: async (hook, _about, boundMs) => {
      await world.clock.sleep(Math.min(100, boundMs));
      if (world.hooks.failing) return refused(1, "exit 1");
      world.writersStopped = hook === "quiesce";
      return ok(undefined);
    },
  },
  human: NOBODY,
});

/** Everything is agreed to beforehand: nobody is there to be asked. */
export const NOBODY: Ports["human"] = {
  present: () => false,
  confirm: async () => "declined",
  typed: async () => "declined",
  ask: async () => ({ is: "nothing" }),
  secret: async () => ({ is: "nothing" }),
};

const CALL_MS = 20;

function trafficOf(world: SimWorld): Ports["traffic"] {
  const { zone } = world;
  return {
    record: () =>
      route53(world, "ListResourceRecordSets", false, () => {
        const record = zone.record(SERVICE, "CNAME");
        return record === null
          ? ok(null)
          : ok({ name: SERVICE, value: record.values[0] ?? "", ttlSeconds: record.ttlSeconds });
      }),
    upsert: ({ value, ttlSeconds }) =>
      route53(world, "ChangeResourceRecordSets", true, () => {
        const record = { name: SERVICE, type: "CNAME", ttlSeconds, values: [value] } as const;
        const change = zone.change([{ action: "UPSERT", record: { ...record, values: [value] } }]);
        return change.is === "accepted"
          ? ok({ changeId: change.changeId })
          : refused(400, `InvalidChangeBatch: ${change.texts.join()}`);
      }),
    change: (changeId) =>
      route53(world, "GetChange", false, () =>
        ok(zone.changeState(changeId)?.state ?? ("PENDING" as const)),
      ),
  };
}

async function route53<T>(
  { zone, clock, faults }: SimWorld,
  call: string,
  changes: boolean,
  work: () => Answer<T>,
): Promise<Answer<T>> {
  await clock.sleep(CALL_MS);
  const gone: Unknown = unknown("unreachable", "Route 53 does not answer");
  if (zone.settings.down) return gone;
  if (zone.throttles()) return refused(400, "Throttling: Rate exceeded");
  const effect = faults.take(`route53 ${call}`, changes);
  if (effect === null) return work();
  if (effect.kind === "answer") return refused(effect.status, effect.text, effect.status < 500);
  if (effect.applied) work();
  return unknown("cut", "Route 53 hung up");
}

export const dnsOf = (resolver: Resolver): Ports["dns"] => ({
  resolve: async (name) => {
    const { chain, addresses, ttlSeconds } = resolver.lookup(name);
    const cname = chain[0]?.type === "CNAME" ? (chain[0].values[0] ?? null) : null;
    return [{ resolver: "127.0.0.1:53", answer: ok({ cname, addresses, ttlSeconds }) }];
  },
});

function stackOf({ stack, clock, zone }: SimWorld): Ports["stack"] {
  const silent = unknown("unreachable", "the state backend does not answer");
  return {
    ready: async () => (stack.down ? silent : ok({ cliVersion: "3.259.0" })),
    lastOutput: async () => (stack.down ? silent : ok(outputOf(stack, zone.id))),
    update: async ({ activeRegion, takeover }: StackUpdate) => {
      if (stack.down) return silent;
      if (stack.locked) return refused(409, "the stack is currently locked");
      await clock.sleep(stack.updateMs);
      if (stack.down) return silent;
      Object.assign(stack, { activeRegion, takeover });
      return ok({ changed: 1 });
    },
  };
}

type Keys = { activeRegion: string; takeover: number };

export function outputOf({ activeRegion, takeover }: Keys, hostedZoneId: string): DrOutput {
  return {
    schema: 1,
    environment: "test",
    revision: "r1",
    activeRegion,
    takeover,
    service: { name: SERVICE, hostedZoneId, recordIds: [], ttlSeconds: 5, traffic: "cname" },
    regions: {},
  };
}
