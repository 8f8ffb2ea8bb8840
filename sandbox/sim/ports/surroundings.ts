import type { Ports } from "../../../automation/ports/ports.ts";
import { ok, unknown } from "../../../ground/answer.ts";
import type { Resolver } from "../../model/resolver.ts";
import type { SimWorld } from "../world.ts";
import { hooksOf } from "./hooks.ts";
import { stackOf } from "./stack.ts";
import { trafficOf } from "./traffic.ts";

type Around = Pick<Ports, "traffic" | "dns" | "stack" | "stackFile" | "hooks" | "human">;

/** Everything outside but Vault, credentials and the store: what it answers is what the world says now. */
export const surroundings = (world: SimWorld): Around => ({
  traffic: trafficOf(world),
  dns: dnsOf(world.resolver),
  stack: stackOf(world),
  stackFile: {
    read: async () => ok({ ...world.stackFile }),
    committed: async () => world.committed,
    write: async (keys) => {
      if (world.stackFileReadOnly) return unknown("unreachable", "EACCES: permission denied");
      Object.assign(world.stackFile, keys);
      if (world.committed !== null) world.committed = false;
      return ok(undefined);
    },
  },
  hooks: hooksOf(world),
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

export const dnsOf = (resolver: Resolver): Ports["dns"] => ({
  resolve: async (name, boundMs) => {
    if (resolver.settings.silent)
      return [{ resolver: RESOLVER, answer: await silence(resolver, boundMs) }];
    const { chain, addresses, ttlSeconds } = resolver.lookup(name);
    const cname = chain[0]?.type === "CNAME" ? (chain[0].values[0] ?? null) : null;
    return [{ resolver: RESOLVER, answer: ok({ cname, addresses, ttlSeconds }) }];
  },
});

const RESOLVER = "127.0.0.1:53";

async function silence({ timeline }: Resolver, boundMs: number) {
  await new Promise<void>((wake) => timeline.after(boundMs, wake));
  return unknown("timed-out", `no answer in ${boundMs} ms`);
}
