import { hash } from "node:crypto";

/** One key's new text; null removes the key. */
export type Change = { key: string; value: string | null };

const LANES = 5;

/**
 * What replication carries: keys and texts. Its root is equal on two clusters if and only if their contents are; each
 * entry's SHA-1 is XORed into it, so that a write costs the same however much is stored.
 */
export class KeySpace {
  readonly #entries = new Map<string, string>();
  readonly #root = new Uint32Array(LANES);

  get(key: string): string | undefined {
    return this.#entries.get(key);
  }

  /** The keys that begin with `prefix`, without it. */
  under(prefix: string): string[] {
    return [...this.#entries.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length));
  }

  apply({ key, value }: Change): void {
    const before = this.#entries.get(key);
    if (before === value) return;
    if (before !== undefined) this.#mix(key, before);
    if (value === null) {
      this.#entries.delete(key);
    } else {
      this.#mix(key, value);
      this.#entries.set(key, value);
    }
  }

  /** Becomes equal to `other`: what a merkle sync ends with. */
  copyFrom(other: KeySpace): void {
    for (const key of [...this.#entries.keys()]) {
      if (other.get(key) === undefined) this.apply({ key, value: null });
    }
    for (const [key, value] of other.#entries) this.apply({ key, value });
  }

  /** 40 hexadecimal digits. */
  root(): string {
    return [...this.#root].map((lane) => lane.toString(16).padStart(8, "0")).join("");
  }

  #mix(key: string, value: string): void {
    const digest = hash("sha1", `${key}\0${value}`, "buffer");
    for (let lane = 0; lane < LANES; lane++) {
      this.#root[lane] = ((this.#root[lane] ?? 0) ^ digest.readUInt32BE(lane * 4)) >>> 0;
    }
  }
}
