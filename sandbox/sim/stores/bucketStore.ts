import { s3Store } from "../../../automation/adapters/s3/s3Store.ts";
import type { Documents, Lease, StorePort } from "../../../automation/ports/store.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import { S3Door } from "../../doors/inProcess/s3Door.ts";
import type { VirtualClock } from "../../doors/inProcess/virtualClock.ts";
import type { Effect, Faults } from "../../model/faults.ts";
import { Objects, type StoredObject } from "../../model/objects.ts";
import { isGoneBy, type SimStore, type StoreTroubles, type StoreUser } from "./store.ts";

/** In a third Region: it outlives the one that fails. */
export const BUCKET = { bucket: "acme-vault-dr", region: "us-east-2", prefix: "test" } as const;

type Place = { clock: VirtualClock; faults: Faults; gone: ReadonlySet<number> };

const CALLS = ["s3 GetObject", "s3 PutObject", "s3 ListObjectsV2"];
const RUN = /^test\/runs\/(.+)\.ndjson$/;

/** A run store in S3: the command's own adapter, one for each process, over the objects of one bucket. */
export class BucketStore implements SimStore {
  readonly #objects = new Objects([{ name: BUCKET.bucket, region: BUCKET.region }]);
  readonly #door: S3Door;
  readonly #place: Place;
  /** What was read of an object, as long as it stands: whoever watches looks at every call. */
  readonly #lines = new WeakMap<StoredObject, string[]>();
  readonly #values = new WeakMap<StoredObject, unknown>();

  constructor(place: Place) {
    this.#place = place;
    const { clock, faults } = place;
    this.#door = new S3Door({ objects: this.#objects, faults, clock, bucket: BUCKET.bucket });
  }

  readonly troubles: StoreTroubles = {
    gone: (applied) => {
      if (applied) return this.#ails(Number.POSITIVE_INFINITY, { kind: "lose-answer", applied });
      this.#objects.settings.down = true;
      return () => {
        this.#objects.settings.down = false;
      };
    },
    cutOff: (host) => {
      this.#door.cutOff.add(host);
      return () => void this.#door.cutOff.delete(host);
    },
    losesAnswers: (times, applied) => this.#ails(times, { kind: "lose-answer", applied }),
    hangs: (times, applied) => this.#ails(times, { kind: "hang", applied }),
    slow: (ms) => {
      this.#door.slowMs = ms;
      return () => {
        this.#door.slowMs = 0;
      };
    },
    denied: () => {
      this.#objects.settings.denied = true;
      return () => {
        this.#objects.settings.denied = false;
      };
    },
    throttled: (times) => this.#next("throttled", times),
    conflicting: (times) => this.#next("conflicting", times),
  };

  as({ self, clock, guarded }: StoreUser): StorePort {
    const calls = guarded("s3", this.#door.from(self.host, BUCKET.region));
    const store = s3Store({
      calls: async () => calls,
      prefix: BUCKET.prefix,
      clock,
      boundMs: BOUNDS.awsCallMs,
      self,
    });
    return { ...store, isGone: isGoneBy(this.#place.gone, self) };
  }

  runs(): string[] {
    return [...this.#all().keys()].flatMap((key) => RUN.exec(key)?.[1] ?? []);
  }

  lines(run: string): readonly string[] {
    const object = this.#all().get(`${BUCKET.prefix}/runs/${run}.ndjson`);
    if (object === undefined) return [];
    const known = this.#lines.get(object);
    if (known !== undefined) return known;
    const lines = object.body.split("\n").slice(1, -1);
    this.#lines.set(object, lines);
    return lines;
  }

  lease(): Lease | null {
    return this.#json("lease");
  }

  document<Name extends keyof Documents>(name: Name): Documents[Name] | null {
    return this.#json(name);
  }

  bytes(): string {
    return [...this.#all().values()].map(({ body }) => body).join("\n");
  }

  /** By key, in the order in which they were first written. */
  #all(): Map<string, StoredObject> {
    return this.#objects.bucket(BUCKET.bucket)?.objects ?? new Map();
  }

  #json<T>(name: string): T | null {
    const object = this.#all().get(`${BUCKET.prefix}/${name}.json`);
    if (object === undefined) return null;
    if (!this.#values.has(object)) this.#values.set(object, JSON.parse(object.body));
    return this.#values.get(object) as T;
  }

  #ails(times: number, effect: Effect): () => void {
    const over = CALLS.map((call) => this.#place.faults.add({ call, times, effect }));
    return () => {
      for (const end of over) end();
    };
  }

  #next(setting: "throttled" | "conflicting", times: number): () => void {
    this.#objects.settings[setting] += times;
    return () => {
      this.#objects.settings[setting] = 0;
    };
  }
}
