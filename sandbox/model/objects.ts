import { hash } from "node:crypto";

export type StoredObject = { key: string; body: string; etag: string; writtenAt: number };
export type Bucket = { name: string; region: string; objects: Map<string, StoredObject> };

/** What a PUT may ask of what stands there: `If-None-Match: *` or `If-Match: <etag>`. */
export type Condition = { noneMatch: boolean; match: string | null };

/** `differs`: the condition is not met. `missing`: there is nothing that `If-Match` could match. */
export type PutResult = { is: "put"; object: StoredObject } | { is: "differs" } | { is: "missing" };

/** S3: buckets of one account, strongly consistent; the last writer wins unless it asks for a condition. */
export class Objects {
  readonly #buckets = new Map<string, Bucket>();
  /**
   * `down`: nobody answers. `denied`: the caller has no right to anything. `throttled`: how many of the next calls are
   * too many. `conflicting`: how many of the next conditional writings meet another one that is under way.
   */
  readonly settings: { down: boolean; denied: boolean; throttled: number; conflicting: number } = {
    down: false,
    denied: false,
    throttled: 0,
    conflicting: 0,
  };

  constructor(buckets: { name: string; region: string }[]) {
    for (const { name, region } of buckets) {
      this.#buckets.set(name, { name, region, objects: new Map() });
    }
  }

  bucket(name: string): Bucket | null {
    return this.#buckets.get(name) ?? null;
  }

  put(
    { objects }: Bucket,
    { key, body, at }: { key: string; body: string; at: number },
    { noneMatch, match }: Condition,
  ): PutResult {
    const stands = objects.get(key);
    if (noneMatch && stands !== undefined) return { is: "differs" };
    if (match !== null && stands === undefined) return { is: "missing" };
    if (match !== null && stands?.etag !== match) return { is: "differs" };
    const object = { key, body, etag: etagOf(body), writtenAt: at };
    objects.set(key, object);
    return { is: "put", object };
  }

  /** Keys in the order of their bytes: `max` of those that begin with `prefix` and come after `after`. */
  list(
    { objects }: Bucket,
    { prefix, after, max }: { prefix: string; after: string; max: number },
  ): { page: StoredObject[]; isTruncated: boolean } {
    const all = [...objects.values()]
      .filter(({ key }) => key.startsWith(prefix) && isBefore(after, key))
      .sort((one, other) => (isBefore(one.key, other.key) ? -1 : 1));
    return { page: all.slice(0, max), isTruncated: all.length > max };
  }

  /** All texts, by `bucket/key`. */
  texts(): Record<string, string> {
    const all = [...this.#buckets.values()].flatMap(({ name, objects }) =>
      [...objects.values()].map(({ key, body }) => [`${name}/${key}`, body]),
    );
    return Object.fromEntries(all);
  }

  /** Whether this call is one too many; uses up one of `settings.throttled`. */
  throttles(): boolean {
    return this.#useUp("throttled");
  }

  /** Whether this conditional writing meets another one; uses up one of `settings.conflicting`. */
  conflicts(): boolean {
    return this.#useUp("conflicting");
  }

  #useUp(setting: "throttled" | "conflicting"): boolean {
    if (this.settings[setting] <= 0) return false;
    this.settings[setting] -= 1;
    return true;
  }
}

const isBefore = (one: string, other: string): boolean =>
  Buffer.compare(Buffer.from(one), Buffer.from(other)) < 0;

/** Of an object that was put in one piece, encrypted by S3's own keys or not at all: the digest of its bytes. */
const etagOf = (body: string): string => `"${hash("md5", body)}"`;
