import type { Clock } from "../../ground/clock.ts";
import type { Random } from "../../ground/random.ts";
import type { CredentialsPort } from "./credentials.ts";
import type { DnsPort } from "./dns.ts";
import type { HooksPort } from "./hooks.ts";
import type { HumanPort } from "./human.ts";
import type { StackPort } from "./stack.ts";
import type { StackFilePort } from "./stackFile.ts";
import type { StorePort } from "./store.ts";
import type { TrafficPort } from "./traffic.ts";
import type { VaultPort } from "./vault.ts";

/** Everything outside, as `wire.ts` or a door of the sandbox makes it. */
export type Ports = {
  vault: VaultPort;
  traffic: TrafficPort;
  dns: DnsPort;
  stack: StackPort;
  stackFile: StackFilePort;
  credentials: CredentialsPort;
  store: StorePort;
  hooks: HooksPort;
  human: HumanPort;
  clock: Clock;
  random: Random;
};
