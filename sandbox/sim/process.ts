import { credentialsAdapter } from "../../automation/adapters/credentials.ts";
import type { Session } from "../../automation/commands/session.ts";
import { type Consents, NO_CONSENTS } from "../../automation/plan/snapshot.ts";
import type { Ports } from "../../automation/ports/ports.ts";
import { failed } from "../../automation/print.ts";
import type { OutcomeDocument } from "../../automation/report/outcome.ts";
import { BOUNDS } from "../../ground/bounds.ts";
import type { Clock } from "../../ground/clock.ts";
import { failureOf } from "../../ground/errors.ts";
import { randomFor } from "../../ground/random.ts";
import { Secret } from "../../ground/secret.ts";
import type { Audit } from "./audit.ts";
import { COMMANDS, type CommandName } from "./commands.ts";
import { surroundings } from "./ports/surroundings.ts";
import { vaultPort } from "./ports/vaultPort.ts";
import { virtualTransport } from "./ports/vaultTransport.ts";
import { watched } from "./ports/watched.ts";
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
  /** Everything that it printed, for the search for secrets. */
  printed = "";
  calls = 0;
  #alive = true;
  #atDeath: () => void = () => undefined;
  readonly #died = new Promise<null>((end) => {
    this.#atDeath = () => end(null);
  });
  #killAt: Death | null = null;
  #asleepUntil = 0;
  #skewMs = 0;

  constructor(place: Place, about: { pid: number; host: string; skewMs?: number }) {
    this.#place = place;
    this.pid = about.pid;
    this.host = about.host;
    this.#skewMs = about.skewMs ?? 0;
  }

  /** The process ends at its `nth` call of a port. */
  killAt(death: Death): void {
    this.#killAt = death;
  }

  die(): void {
    this.#alive = false;
    this.#atDeath();
    this.#place.world.store.gone.add(this.pid);
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
    const session = this.#session(consents);
    const work = COMMANDS[verb](session).catch((error: unknown) => {
      const failure = failureOf(error, ENVIRONMENT);
      const { document } = failed({ verb, environment: ENVIRONMENT }, failure);
      if (failure.code === "INTERNAL") this.#place.audit.fail("no defect", String(error));
      return document;
    });
    const end = await Promise.race([work, this.#died]);
    this.printed += JSON.stringify(end);
    return end;
  }

  #session(consents: Partial<Consents>): Session {
    const { world } = this.#place;
    return {
      environment: ENVIRONMENT,
      config: {
        environment: ENVIRONMENT,
        stack: world.config,
        stackFilePath: "Pulumi.test.yaml",
        workDir: ".",
        awsRegion: "us-east-2",
        store: { is: "folder", path: "runs" },
        vault: { caPem: undefined, namespace: undefined },
        secrets: { vaultToken: null, operationToken: null, shares: [] },
        notes: [],
        processEnv: {},
      },
      ports: this.#ports(),
      release: "sim",
      signal: this.#stop.signal,
      flags: {
        to: null,
        yes: true,
        reason: "simulated",
        enforceRto: false,
        consents: { ...NO_CONSENTS, ...consents },
      },
      say: (text) => {
        this.printed += text;
      },
      tell: () => undefined,
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
      store: this.#guarded("store", world.store.as(this.#self())),
      credentials: credentialsAdapter({
        vault,
        clock,
        vaultToken: new Secret(world.rootToken),
        operationToken: settings.credentials === "shares" ? null : new Secret(world.operationToken),
        shares:
          settings.credentials === "token" ? [] : world.shares.map((share) => new Secret(share)),
        bounds: { attempts: BOUNDS.generationAttempts, combinations: BOUNDS.shareCombinations },
        notice: (text) => {
          this.printed += text;
        },
      }),
    };
  }

  #self() {
    return { user: "kim", host: this.host, boot: "b1", pid: this.pid };
  }

  #clock(): Clock {
    const { world } = this.#place;
    return {
      now: () => world.clock.now() + this.#skewMs,
      sleep: async (ms, signal) => {
        await world.clock.sleep(ms, signal);
        await this.#awake();
      },
    };
  }

  async #awake(): Promise<void> {
    const { clock } = this.#place.world;
    while (this.#alive && clock.now() < this.#asleepUntil)
      await clock.sleep(this.#asleepUntil - clock.now());
    if (!this.#alive) await NEVER;
  }

  /** The same port for as long as the process lives, each call of it watched. */
  #guarded<T extends object>(name: string, port: T): T {
    return watched(name, port, (call, args, make) => this.#called(call, args, make));
  }

  async #called(call: string, args: unknown[], result: () => unknown): Promise<unknown> {
    await this.#awake();
    const nth = ++this.calls;
    const dies = nth === this.#killAt?.nth;
    if (dies && this.#killAt?.when === "before") this.die();
    if (!this.#alive) return NEVER;
    const { audit, world } = this.#place;
    const isSample = call === "store.putDocument" && args[2] === null;
    if (!isSample) audit.isCalled(call, { pid: this.pid, now: world.clock.now() + this.#skewMs });
    const answer = await result();
    if (call === "store.append" && (answer as { is: string }).is === "ok")
      audit.wasAppended(String(args[0]), Number(args[1]), String(args[2]));
    if (dies) this.die();
    await this.#awake();
    return answer;
  }
}

const NEVER = new Promise<never>(() => undefined);
