import { ClientLedger } from "../../sandbox/model/clientLedger.ts";
import { Resolver } from "../../sandbox/model/resolver.ts";
import { apiReach } from "../../sandbox/model/vault/api/front.ts";
import { handle } from "../../sandbox/model/vault/api/handle.ts";
import type { Reply } from "../../sandbox/model/vault/api/replies.ts";
import { clusterIn, type DuringRoleChange } from "../../sandbox/model/vault/world.ts";
import { regionWithAddress, SERVICE, type SimWorld } from "../../sandbox/sim/world.ts";

/** How an application finds the service. */
export type ClientModel = {
  name: string;
  /** How long its resolver keeps an answer beyond the TTL. */
  overHoldMs: number;
  /**
   * Writes one after the other on one connection, and stays on it whatever is answered there, an old primary's 400
   * included: most HTTP clients close a connection on no status. It resolves the name again when the connection ends:
   * nothing listens there any more, a write got no answer in time, or the server resets its connections while it changes
   * role, idle ones too, as some worlds' servers do.
   */
  keepsConnection: boolean;
  about: string;
};

/** A write without an answer by then is given up, as are the sandbox's clients'. */
export const GIVEN_UP_MS = 1_000;

export const OVER_HOLD_MS = 30_000;

export const CLIENT_MODELS = [
  {
    name: "TTL honoured",
    overHoldMs: 0,
    keepsConnection: false,
    about:
      "a fresh connection for each write, a resolver that honours the TTL; a keep-alive client that leaves its connection after an error answer sees the same",
  },
  {
    name: "TTL over-held",
    overHoldMs: OVER_HOLD_MS,
    keepsConnection: false,
    about: `a fresh connection for each write, a resolver that keeps every answer ${OVER_HOLD_MS / 1_000} s longer than the declared TTL`,
  },
  {
    name: "keep-alive",
    overHoldMs: 0,
    keepsConnection: true,
    about:
      "one connection, kept whatever is answered on it, an old primary's 400 included, until nothing listens there, an answer stays away, or the server resets its connections while it changes role, which 2 of the 5 kinds of servers do; after that nothing ends a connection to an old primary",
  },
] as const satisfies ClientModel[];

const RESETS: readonly DuringRoleChange[] = ["reset", "in-turn"];

type ClientWorld = Pick<
  SimWorld,
  "clock" | "timeline" | "zone" | "vault" | "rootToken" | "writersStopped"
>;

/** One application that writes by the service's name, and what it sees. */
export class Client {
  readonly ledger = new ClientLedger();
  readonly #world: ClientWorld;
  readonly #model: ClientModel;
  readonly #resolver: Resolver;
  /** The least time for which its resolver keeps an answer. */
  readonly holdMs: number;
  /** Where the last write that ended was acknowledged; null: it failed. */
  servedBy: string | null = null;
  #connectedTo: string | null = null;
  #busy = false;
  #written = 0;

  constructor(world: ClientWorld, model: ClientModel, ttlSeconds: number) {
    this.#world = world;
    this.#model = model;
    this.holdMs = ttlSeconds * 1_000 + model.overHoldMs;
    const overHoldMs = model.overHoldMs === 0 ? 0 : this.holdMs;
    this.#resolver = new Resolver(world.timeline, world.zone, { overHoldMs });
  }

  /** Its resolver is asked, and keeps the answer. */
  ask(): void {
    this.#resolver.lookup(SERVICE);
  }

  /** Whether it is stuck for good: its connection leads to a cluster that answers and does not serve. */
  isStuck(): boolean {
    if (this.#connectedTo === null) return false;
    const { mode, reach, roleChange } = clusterIn(this.#world.vault, this.#connectedTo);
    return mode === "secondary" && reach === "up" && roleChange === null;
  }

  /** One write, unless it is held back or its only connection is busy. */
  write(): void {
    if (this.#isReset()) this.#connectedTo = null;
    if (this.#world.writersStopped || this.#busy) return;
    const region = this.#connectedTo ?? this.#resolved();
    if (region === null) {
      this.#failed("no address");
      return;
    }
    this.#busy = this.#model.keepsConnection;
    const reach = apiReach(clusterIn(this.#world.vault, region));
    const deadline = this.#world.clock.now() + GIVEN_UP_MS;
    if (reach === "up") this.#begin(region, deadline);
    else if (reach === "hanging") this.#waitInVain(deadline);
    else this.#lost(reach);
  }

  /** Whether its connection, idle or not, leads to a server that resets all it has in a role change. */
  #isReset(): boolean {
    if (this.#connectedTo === null) return false;
    const { vault } = this.#world;
    const { roleChange } = clusterIn(vault, this.#connectedTo);
    return roleChange !== null && RESETS.includes(vault.settings.duringRoleChange);
  }

  #begin(region: string, deadline: number): void {
    if (this.#model.keepsConnection) this.#connectedTo = region;
    this.#written += 1;
    this.#send(region, `clients/${this.#model.name}/${this.#written}`, deadline);
  }

  /** What is sent is answered at once, or when a role change lets it wait. */
  #send(region: string, key: string, deadline: number): void {
    const { clock } = this.#world;
    const reply = this.#put(region, key);
    if (reply.is === "answered") this.#answered(region, key, reply.status);
    else if (reply.is === "cut") this.#lost("cut");
    else if (reply.is === "held" || reply.at > deadline) this.#waitInVain(deadline);
    else clock.after(reply.at - clock.now(), () => this.#send(region, key, deadline));
  }

  #answered(region: string, key: string, status: number): void {
    this.#busy = false;
    if (status !== 200) {
      this.#failed(String(status));
      return;
    }
    this.servedBy = region;
    this.ledger.acknowledged(key, key, this.#world.clock.now());
  }

  #waitInVain(deadline: number): void {
    const { clock } = this.#world;
    clock.after(deadline - clock.now(), () => this.#lost("timed out"));
  }

  #put(region: string, key: string): Reply {
    const { vault, rootToken: token } = this.#world;
    const path = `/v1/secret/data/${key}`;
    const body = { data: { value: key } };
    return handle(vault, region, { method: "PUT", path, query: {}, token, body });
  }

  #failed(why: string): void {
    this.servedBy = null;
    this.ledger.failed("write", why);
  }

  #lost(why: string): void {
    this.#busy = false;
    this.#connectedTo = null;
    this.#failed(why);
  }

  #resolved(): string | null {
    const [address] = this.#resolver.lookup(SERVICE).addresses;
    return regionWithAddress(address);
  }
}
