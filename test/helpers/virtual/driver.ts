import { credentialsAdapter } from "../../../automation/adapters/credentials.ts";
import { LeaseKeeper } from "../../../automation/engine/lease.ts";
import { Meter } from "../../../automation/engine/meter.ts";
import { type Ending, runPlan } from "../../../automation/engine/run.ts";
import type { JournalEvent } from "../../../automation/journal/events.ts";
import { type Journal, readEvents } from "../../../automation/journal/journal.ts";
import type { Plan } from "../../../automation/plan/plan.ts";
import { type Consents, NO_CONSENTS } from "../../../automation/plan/snapshot.ts";
import type { Ports } from "../../../automation/ports/ports.ts";
import { STEPS } from "../../../automation/steps/catalogue.ts";
import { Secret } from "../../../ground/secret.ts";
import { aHolder } from "../../../sandbox/doors/inProcess/memoryStore.ts";
import { vaultPort } from "../../../sandbox/sim/ports/vaultPort.ts";
import { virtualTransport } from "../../../sandbox/sim/ports/vaultTransport.ts";
import { watched } from "../../../sandbox/sim/ports/watched.ts";
import { WEST } from "../vaultWorld.ts";
import { faultsIn } from "../words/sentences.ts";
import { eventsIn, whyNotOnRecord } from "./acts.ts";
import { type Estate, surroundings } from "./estate.ts";
import { Overheard } from "./overheard.ts";

export const RUN = "2026-11-27T00-00-amber-fox";

/** `token`: a batch DR operation token; `shares`: a quorum, from which tokens are generated. */
export type Credentials = "token" | "shares" | "both" | "none";
/**
 * The process dies at its `nth` event: before the run goes by it, or right after, when a note is not on record yet and
 * anything else is.
 */
export type Crash = { nth: number; when: "before" | "after" };

let pids = 100;

/** One process of the command in virtual time. Whatever it does without a `started` on record is noted. */
export class Driver {
  readonly ports: Ports;
  readonly pid = ++pids;
  /** What this process did against the rules. */
  readonly violations: string[] = [];
  readonly #estate: Estate;
  readonly #stop = new AbortController();
  #lease: LeaseKeeper | null = null;
  #alive = true;
  #events = 0;
  #crash: Crash | null = null;
  /** The event after which the process dies. */
  #last: JournalEvent | null = null;
  #onEvent: (event: JournalEvent) => void = () => undefined;

  /** With the root token of the pair as VAULT_TOKEN, or another one. */
  constructor(
    estate: Estate,
    credentials: Credentials = "token",
    vaultToken: string = estate.pair.rootToken,
  ) {
    this.#estate = estate;
    this.ports = this.#connect(credentials, vaultToken);
  }

  /** Begins a run and takes it as far as it goes; null when the process died on the way. */
  begin(plan: Plan): Promise<Ending | null> {
    return this.#run(plan.move.verb, async (journal) => {
      const at = this.ports.clock.now();
      await journal.append({ kind: "planned", at, run: RUN, plan, ...ABOUT });
      await journal.append({ kind: "confirmed", at, by: "--yes" });
      return plan;
    });
  }

  /** Goes on with the run that is in the store, with what is consented to on top. */
  resume(given: Partial<Consents> = {}): Promise<Ending | null> {
    return this.#run("resume", async (journal) => {
      const at = this.ports.clock.now();
      const consents = { ...ABOUT.consents, ...given };
      await journal.append({ kind: "resumed", at, operator: "kim@desk", consents });
      if (journal.state.plan === null) throw new Error("nothing was planned");
      return journal.state.plan;
    });
  }

  interrupt(): void {
    this.#stop.abort();
  }

  /** The process is gone: nothing that it waits for comes back, and nothing more of it gets out. */
  die(): void {
    this.#alive = false;
    this.#estate.store.gone.add(this.pid);
  }

  crashAt(crash: Crash): this {
    this.#crash = crash;
    return this;
  }

  /** Told of every event as soon as the run goes by it: of a note at once, of any other when it is on record. */
  onEvent(listener: (event: JournalEvent) => void): this {
    this.#onEvent = listener;
    return this;
  }

  async #run(verb: string, opening: (journal: Journal) => Promise<Plan>): Promise<Ending | null> {
    const { clock } = this.#estate;
    const died = new Promise<null>((end) => {
      const look = () => (this.#alive ? clock.after(50, look) : end(null));
      look();
    });
    const work = this.#act(verb, opening);
    const ending = await clock.until(Promise.race([work, died]));
    if (this.violations.length > 0) throw new Error(this.violations.join("; "));
    return ending;
  }

  async #act(verb: string, opening: (journal: Journal) => Promise<Plan>): Promise<Ending> {
    const { ports } = this;
    const { store, clock } = ports;
    const lease = await LeaseKeeper.take(ports, { run: RUN, verb, environment: "test" });
    this.#lease = lease;
    try {
      const events = await readEvents(store, RUN);
      const about = { ...ports, run: RUN, leaseNumber: lease.number, events };
      const journal = new Overheard(about, {
        before: (event) => this.#isComing(event),
        after: (event) => this.#isHeard(event),
      });
      const plan = await opening(journal);
      const meter = new Meter(clock);
      const watched = meter.watch(ports);
      const { signal } = this.#stop;
      const own = { journal, lease, meter, signal };
      return await runPlan({ ports: watched, steps: STEPS, plan, ...own });
    } finally {
      await lease.release();
    }
  }

  #isComing(event: JournalEvent): void {
    const nth = ++this.#events;
    if (nth !== this.#crash?.nth) return;
    if (this.#crash.when === "before") this.die();
    else this.#last = event;
  }

  #isHeard(event: JournalEvent): void {
    this.violations.push(...badlySaid(event));
    this.#onEvent(event);
    if (event === this.#last) this.die();
  }

  #connect(credentials: Credentials, vaultToken: string): Ports {
    const { pair, clock, store } = this.#estate;
    const transport = virtualTransport(pair.world, clock, this.#estate);
    const vault = this.#guarded("vault", vaultPort(transport, clock));
    const around = surroundings(this.#estate);
    return {
      ...around,
      vault,
      traffic: this.#guarded("traffic", around.traffic),
      dns: this.#guarded("dns", around.dns),
      stack: this.#guarded("stack", around.stack),
      stackFile: this.#guarded("stackFile", around.stackFile),
      hooks: this.#guarded("hooks", around.hooks),
      store: this.#guarded("store", store.as(aHolder(this.pid))),
      credentials: credentialsAdapter({
        vault,
        clock,
        vaultToken: new Secret(vaultToken),
        operationToken: ["token", "both"].includes(credentials)
          ? new Secret(pair.operationToken)
          : null,
        shares: ["shares", "both"].includes(credentials)
          ? pair.shares.map((share) => new Secret(share))
          : [],
        bounds: { attempts: 5, combinations: 40 },
      }),
    };
  }

  /** The same port for as long as the process lives, each call of it watched. */
  #guarded<T extends object>(name: string, port: T): T {
    return watched(name, port, (call, args, make) => this.#called(call, args, make));
  }

  async #called(call: string, args: unknown[], result: () => unknown): Promise<unknown> {
    if (!this.#alive) return NEVER;
    this.#judge(call, args);
    const answer = await result();
    return this.#alive ? answer : NEVER;
  }

  #judge(call: string, args: unknown[]): void {
    const { store, clock } = this.#estate;
    if (call === "store.putDocument" && args[2] === null) return; // a sample, which needs no run
    const why = whyNotOnRecord(store, RUN, call);
    if (why !== null) this.violations.push(why);
    if (!ROLE_CALLS.includes(call)) return;
    this.#estate.note(
      `pid ${this.pid} ${call}${call === "vault.promote" && args[0] === WEST ? " back" : ""}`,
    );
    const stored = store.lease();
    if (this.#lease === null || stored?.number !== this.#lease.number || stored.released) {
      this.violations.push(`${call} without the lease`);
    } else if (clock.now() >= stored.busyUntil) {
      this.violations.push(`${call} is sent after the end that the lease announces`);
    }
  }
}

/** What the operator would read of a failure and could not. */
function badlySaid(event: JournalEvent): string[] {
  if (event.kind === "went-back") return faultsIn(event.because);
  return event.kind === "failed" || event.kind === "halted" ? faultsIn(event.failure) : [];
}

/** The kinds of this run's events, with the step where there is one: `started demote-old-primary`. */
export const storyOf = ({ store }: Estate): string[] =>
  eventsIn(store, RUN).map((event) =>
    "step" in event ? `${event.kind} ${event.step}` : event.kind,
  );

const NEVER = new Promise<never>(() => undefined);
const ROLE_CALLS = ["vault.demote", "vault.promote", "vault.updatePrimary", "traffic.upsert"];

const ABOUT = {
  release: "0.1.0",
  findings: [],
  operator: "kim@desk",
  reason: null,
  consents: NO_CONSENTS,
};
