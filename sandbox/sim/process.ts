import {
  type CredentialsOptions,
  credentialsAdapter,
} from "../../automation/adapters/credentials.ts";
import type { Session } from "../../automation/commands/session.ts";
import { type Consents, NO_CONSENTS } from "../../automation/plan/snapshot.ts";
import type { Ports } from "../../automation/ports/ports.ts";
import type { LocalStore } from "../../automation/ports/store.ts";
import { failed } from "../../automation/print.ts";
import type { OutcomeDocument } from "../../automation/report/outcome.ts";
import { ok } from "../../ground/answer.ts";
import { BOUNDS } from "../../ground/bounds.ts";
import type { Clock } from "../../ground/clock.ts";
import { failureOf } from "../../ground/errors.ts";
import { randomFor } from "../../ground/random.ts";
import { Secret } from "../../ground/secret.ts";
import type { Audit } from "./audit.ts";
import { COMMANDS, type CommandName } from "./commands.ts";
import { configIn } from "./ports/configuration.ts";
import { surroundings } from "./ports/surroundings.ts";
import { vaultPort } from "./ports/vaultPort.ts";
import { virtualTransport } from "./ports/vaultTransport.ts";
import { watched } from "./ports/watched.ts";
import { endTexts, entryTexts } from "./printed.ts";
import type { StoreView } from "./stores/store.ts";
import { ENVIRONMENT, type SimWorld } from "./world.ts";

export type Command = { verb: CommandName; consents?: Partial<Consents> };
/** null: the process died before it could say anything. */
export type CommandEnd = OutcomeDocument | null;

/** Counted from 1: before that call is made, or when it has taken effect and its answer is not heard. */
export type Death = { nth: number; when: "before" | "after" };

type Place = { world: SimWorld; audit: Audit };

/** One process of the command on somebody's machine. It may die at any call, sleep, and have a clock of its own. */
export class Process {
  readonly pid: number;
  readonly host: string;
  readonly #place: Place;
  readonly #stop = new AbortController();
  calls = 0;
  #alive = true;
  #atDeath: () => void = () => undefined;
  readonly #died = new Promise<null>((end) => {
    this.#atDeath = () => end(null);
  });
  #killAt: Death | null = null;
  #asleepUntil = 0;
  #verb: CommandName = "resume";

  constructor(place: Place, about: { pid: number; host: string }) {
    this.#place = place;
    this.pid = about.pid;
    this.host = about.host;
  }

  /** The process ends at its `nth` call of a port. */
  killAt(death: Death): void {
    this.#killAt = death;
  }

  die(): void {
    this.#alive = false;
    this.#atDeath();
    this.#place.world.gone.add(this.pid);
  }

  /** The machine sleeps: nothing goes on here, while the world does. */
  sleep(ms: number): void {
    this.#asleepUntil = this.#place.world.clock.now() + ms;
  }

  interrupt(): void {
    this.#stop.abort();
  }

  get alive(): boolean {
    return this.#alive;
  }

  async run({ verb, consents = {} }: Command): Promise<CommandEnd> {
    const { audit, world } = this.#place;
    const begunAt = world.clock.now();
    this.#verb = verb;
    const session = this.#session(consents);
    const work = COMMANDS[verb](session).catch((error: unknown) => {
      const failure = failureOf(error, ENVIRONMENT);
      const { document } = failed({ verb, environment: ENVIRONMENT }, failure);
      if (failure.code === "INTERNAL") audit.fail("no defect", String(error));
      return document;
    });
    const end = await Promise.race([work, this.#died]);
    this.die(); // a process that has come to its end is gone, whatever it had under way
    this.#print(...endTexts(end));
    audit.hasEnded({ verb, end, pid: this.pid, begunAt, tookMs: world.clock.now() - begunAt });
    return end;
  }

  #session(consents: Partial<Consents>): Session {
    const { world, audit } = this.#place;
    return {
      environment: ENVIRONMENT,
      config: configIn(world),
      ports: this.#ports(),
      localStore: this.#localStore(),
      release: "sim",
      signal: this.#stop.signal,
      flags: {
        to: null,
        yes: true,
        reason: "simulated",
        enforceRto: world.settings.enforceRto,
        consents: { ...NO_CONSENTS, ...consents },
      },
      say: (text) => this.#print(text),
      tell: (event, state) => {
        audit.isTold(event, state);
        this.#print(...entryTexts(event, state));
      },
    };
  }

  #ports(): Ports {
    const { world } = this.#place;
    const { settings } = world;
    const clock = this.#clock();
    const around = surroundings(world);
    const transport = virtualTransport(world.vault, world.clock, {
      arrived: () => undefined,
      late: world.late,
      slow: world.slow,
      cutOff: world.cutOff,
    });
    const vault = this.#guarded("vault", vaultPort(transport, clock));
    return {
      clock,
      random: randomFor(settings.seed, `process ${this.pid}`),
      vault,
      traffic: this.#guarded("traffic", around.traffic),
      dns: this.#guarded("dns", around.dns),
      stack: this.#guarded("stack", around.stack),
      stackFile: this.#guarded("stackFile", around.stackFile),
      hooks: this.#guarded("hooks", around.hooks),
      human: around.human,
      store: this.#guarded(
        "store",
        world.store.as({
          self: this.#self(),
          clock,
          guarded: (name, port) => this.#guarded(name, port),
        }),
        world.store,
      ),
      credentials: credentialsAdapter({
        vault,
        clock,
        ...this.#hands(),
        bounds: { attempts: BOUNDS.generationAttempts, combinations: BOUNDS.shareCombinations },
        notice: (text) => this.#print(text),
      }),
    };
  }

  /** What the operator has in his hands by now. */
  #hands(): Pick<
    CredentialsOptions,
    "vaultToken" | "operationToken" | "shares" | "keyShareCommand"
  > {
    const { hands, settings } = this.#place.world;
    const shares = hands.shares.map((share) => new Secret(share));
    const byCommand = settings.sharesFrom === "command" && shares.length > 0;
    return {
      vaultToken: hands.vaultToken === null ? null : new Secret(hands.vaultToken),
      operationToken: hands.operationToken === null ? null : new Secret(hands.operationToken),
      shares: byCommand ? [] : shares,
      keyShareCommand: byCommand ? async () => ok(shares) : null,
    };
  }

  /** The folder beside the stack file of this machine. */
  #localStore(): LocalStore {
    const place = this.#place.world.locals.on(this.host);
    const { folder, store, setAside } = place.as(this.#self());
    return {
      folder,
      store: this.#guarded("store", store, place),
      ...this.#guarded("local", { setAside }),
    };
  }

  #print(...texts: string[]): void {
    for (const text of texts) this.#place.audit.isPrinted(text);
  }

  #self() {
    return { user: "kim", host: this.host, boot: "b1", pid: this.pid };
  }

  #clock(): Clock {
    const { world } = this.#place;
    return {
      now: () => this.#now(),
      sleep: async (ms, signal) => {
        await world.clock.sleep(ms, signal);
        await this.#awake();
      },
    };
  }

  /** By the clock of its machine, which may be wrong. */
  #now(): number {
    const { clock, clocks } = this.#place.world;
    return clock.now() + (clocks.get(this.host)?.(clock.now()) ?? 0);
  }

  async #awake(): Promise<void> {
    const { clock } = this.#place.world;
    while (this.#alive && clock.now() < this.#asleepUntil)
      await clock.sleep(this.#asleepUntil - clock.now());
    if (!this.#alive) await NEVER;
  }

  /** The same port for as long as the process lives, each call of it watched. `kept`: what a store holds. */
  #guarded<T extends object>(name: string, port: T, kept: StoreView | null = null): T {
    return watched(name, port, (call, args, make) => this.#called({ call, args, kept }, make));
  }

  async #called(
    { call, args, kept }: { call: string; args: unknown[]; kept: StoreView | null },
    result: () => unknown,
  ): Promise<unknown> {
    await this.#awake();
    const nth = ++this.calls;
    const dies = nth === this.#killAt?.nth;
    if (dies && this.#killAt?.when === "before") this.die();
    if (!this.#alive) return NEVER;
    const { audit } = this.#place;
    const calling = { call, args, kept, verb: this.#verb, by: this, now: this.#now() };
    const made = call.startsWith("s3.") ? null : audit.isCalled(calling); // the store itself is watched
    const answer = await result();
    if (made !== null) audit.isAnswered(made, answer);
    if (dies) this.die();
    await this.#awake();
    return answer;
  }
}

const NEVER = new Promise<never>(() => undefined);
