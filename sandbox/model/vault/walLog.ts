import type { Change } from "./keySpace.ts";

/** One write-ahead log entry of a primary: its number in that cluster's own count, and what it changed. */
export type Wal = { index: number; changes: Change[] };

/** Vault's default for `logshipper_buffer_length`: what a returning secondary can be sent without a merkle sync. */
const BUFFER_LENGTH = 16_384;

/** The primary's log-shipper buffer: the newest entries. */
export class WalLog {
  #wals: Wal[] = [];

  push(wal: Wal): void {
    this.#wals.push(wal);
    if (this.#wals.length > 2 * BUFFER_LENGTH) this.#wals = this.#wals.slice(-BUFFER_LENGTH);
  }

  clear(): void {
    this.#wals = [];
  }

  /** The entries after number `index`, or null when the buffer no longer reaches back that far. */
  after(index: number, newest: number): Wal[] | null {
    const missing = newest - index;
    if (missing === 0) return [];
    return missing > this.#wals.length ? null : this.#wals.slice(-missing);
  }
}
