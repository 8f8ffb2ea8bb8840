import type { Gap } from "../../sandbox/model/clientLedger.ts";
import { kvHolds } from "../../sandbox/model/vault/api/kv.ts";
import { clusterIn } from "../../sandbox/model/vault/world.ts";
import type { SimWorld } from "../../sandbox/sim/world.ts";
import type { Case } from "./cases.ts";
import { CLIENT_MODELS, Client, GIVEN_UP_MS } from "./clients.ts";

/** Between two writes of one client. The predecessor's outages are minutes: they are told apart well enough. */
export const EVERY_MS: Record<Case["tool"], number> = { "vault-dr": 100, predecessor: 500 };

const isOpen = ({ to }: Gap): boolean => to === null;

/** One client of every model, at work in the same world at the same moments. */
export class Crew {
  readonly clients: Client[];
  readonly #world: SimWorld;
  readonly #everyMs: number;
  #ended = false;

  constructor(world: SimWorld, { tool, ttlSeconds }: Case) {
    this.#world = world;
    this.#everyMs = EVERY_MS[tool];
    this.clients = CLIENT_MODELS.map((model) => new Client(world, model, ttlSeconds));
  }

  begin(): void {
    for (const { ledger } of this.clients) ledger.begin("write", this.#world.clock.now());
    this.#write();
  }

  end(): void {
    this.#ended = true;
  }

  /** Outages count from here. */
  mark(): void {
    for (const { ledger } of this.clients) ledger.mark(this.#world.clock.now());
  }

  longestHoldMs(): number {
    return Math.max(...this.clients.map(({ holdMs }) => holdMs));
  }

  /** Whether the Region has everybody who can still come to it. */
  isServedBy(region: string): boolean {
    return this.clients.every((client) => client.servedBy === region || client.isStuck());
  }

  /** Of each client, the longest time without an acknowledged write since the mark. */
  longestMs(): number[] {
    const now = this.#world.clock.now();
    return this.clients.map(({ ledger }) => {
      const isOut = ledger.gaps("write", GIVEN_UP_MS + this.#everyMs, now).some(isOpen);
      return isOut ? Infinity : ledger.outage("write", now).sinceMarkMs;
    });
  }

  /** Of each client, the time from `since` to the end of the gap in which it lies; 0 where writes went on. */
  untilServedMs(since: number): number[] {
    const now = this.#world.clock.now();
    return this.clients.map(({ ledger }) => {
      const gap = ledger
        .gaps("write", this.#everyMs + 1, now)
        .find(({ from, to }) => from <= since && since < (to ?? Infinity));
      return gap === undefined ? 0 : (gap.to ?? Infinity) - since;
    });
  }

  /** What was acknowledged and is not in the Region that serves; where none serves, nothing is lost for good. */
  lost(serving: string | null): { lostMs: number[]; lostWrites: number } {
    const counts = this.clients.map(({ ledger }) => {
      if (serving === null) return 0;
      const cluster = clusterIn(this.#world.vault, serving);
      return ledger.lostWrites((key, value) => kvHolds(cluster, key, value)).length;
    });
    return {
      lostMs: counts.map((count) => count * this.#everyMs),
      lostWrites: counts.reduce((sum, count) => sum + count, 0),
    };
  }

  #write(): void {
    if (this.#ended) return;
    this.#world.clock.after(this.#everyMs, () => this.#write());
    for (const client of this.clients) client.write();
  }
}
