import type { Clock } from "../../ground/clock.ts";
import type { Ports } from "../ports/ports.ts";
import type { WaitsFor } from "../steps/step.ts";

type Span = { from: number; to: number; of: WaitsFor };

/** Which ports answer for whom. The store and the stack file are ours: their time is our own. */
const PORT_OF: Partial<Record<keyof Ports, WaitsFor>> = {
  vault: "vault",
  credentials: "vault",
  dns: "dns",
  traffic: "aws",
  stack: "aws",
  human: "person",
  hooks: "hook",
};

/** Tells the time that a run waited for others from the time that it took itself. */
export class Meter {
  readonly #clock: Clock;
  readonly #spans: Span[] = [];
  readonly #bare = new WeakMap<Ports, Ports>();
  #startedAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  /** Counts from here: what came before was a person reading, or another run. */
  restart(): void {
    this.#startedAt = this.#clock.now();
    this.#spans.length = 0;
  }

  async during<T>(of: WaitsFor, work: Promise<T>): Promise<T> {
    if (of === "ourselves") return work;
    const from = this.#clock.now();
    try {
      return await work;
    } finally {
      this.#spans.push({ from, to: this.#clock.now(), of });
    }
  }

  /** The same ports, each call counted for whom it waits. */
  watch(ports: Ports): Ports {
    const watched = Object.entries(PORT_OF).map(([name, of]) => {
      const port = ports[name as keyof Ports];
      return [name, new Proxy(port, { get: (target, key) => this.#counted(target, key, of) })];
    });
    const counted = { ...ports, ...Object.fromEntries(watched) };
    this.#bare.set(counted, ports);
    return counted;
  }

  /** Ports whose calls are not counted: for work that is counted as a whole, and may outlast the interest in it. */
  bare(counted: Ports): Ports {
    return this.#bare.get(counted) ?? counted;
  }

  #counted(target: object, key: string | symbol, of: WaitsFor): unknown {
    const member: unknown = Reflect.get(target, key);
    if (typeof member !== "function") return member;
    return (...args: unknown[]): unknown => {
      const result: unknown = Reflect.apply(member, target, args);
      return result instanceof Promise ? this.during(of, result) : result;
    };
  }

  /** Milliseconds: in all, waited for each, and the rest, which is ours. A person's time is in none of them. */
  read(): {
    totalMs: number;
    waitedForVaultMs: number;
    waitedForDnsMs: number;
    overheadMs: number;
  } {
    const now = this.#clock.now();
    const person = this.#union(["person"], now);
    const waited = this.#union(["vault", "dns", "aws", "hook", "person"], now);
    return {
      totalMs: now - this.#startedAt - person,
      waitedForVaultMs: this.#union(["vault"], now),
      waitedForDnsMs: this.#union(["dns", "aws"], now),
      overheadMs: Math.max(0, now - this.#startedAt - waited),
    };
  }

  #union(of: WaitsFor[], now: number): number {
    const spans = this.#spans
      .filter((span) => of.includes(span.of))
      .sort((left, right) => left.from - right.from);
    let sum = 0;
    let reached = this.#startedAt;
    for (const { from, to } of spans) {
      sum += Math.max(0, Math.min(to, now) - Math.max(from, reached));
      reached = Math.max(reached, to);
    }
    return sum;
  }
}
