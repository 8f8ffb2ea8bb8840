import { kvHolds } from "../../model/vault/api/kv.ts";
import type { Cluster } from "../../model/vault/cluster.ts";

/**
 * Which acknowledged writes may be missing where. What all clusters hold is not looked at again: nobody deletes, and
 * what one copies from the other has it, so it cannot be lost any more. Hence a look costs what is new since the last.
 */
export class Writes {
  readonly #pair: readonly Cluster[];
  /** Acknowledged and not given up, but not held by all clusters when it was looked at. */
  readonly #open = new Set<string>();
  readonly #held = new Set<string>();

  constructor(pair: readonly Cluster[]) {
    this.#pair = pair;
  }

  acknowledged(key: string): void {
    this.#open.add(key);
  }

  /** Those that the Region's cluster does not hold, of those that must not be lost. */
  missingIn(region: string): string[] {
    return this.#missing((without) => without.some((cluster) => cluster.region === region));
  }

  /** Those that no cluster holds any more. */
  heldByNone(): string[] {
    return this.#missing((without) => without.length === this.#pair.length);
  }

  /** They may be lost from now on. */
  giveUp(keys: string[]): void {
    for (const key of keys) this.#open.delete(key);
  }

  /** A cluster was wiped by hand: everything is to be looked at again. */
  lookAgain(): void {
    for (const key of this.#held) this.#open.add(key);
    this.#held.clear();
  }

  #missing(counts: (without: Cluster[]) => boolean): string[] {
    const missing: string[] = [];
    for (const key of this.#open) {
      const without = this.#pair.filter((cluster) => !kvHolds(cluster, key, key));
      if (counts(without)) missing.push(key);
      if (without.length > 0) continue;
      this.#open.delete(key);
      this.#held.add(key);
    }
    return missing;
  }
}
