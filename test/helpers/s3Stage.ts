import { thisMachine } from "../../automation/adapters/machine.ts";
import { type S3StoreOptions, s3Store } from "../../automation/adapters/s3/s3Store.ts";
import { type BucketPlace, sdkCalls } from "../../automation/adapters/s3/sdk.ts";
import { systemClock } from "../../automation/adapters/systemClock.ts";
import type { StorePort } from "../../automation/ports/store.ts";
import type { Clock } from "../../ground/clock.ts";
import { startAwsDoor } from "../../sandbox/doors/loopback/aws.ts";
import { Faults } from "../../sandbox/model/faults.ts";
import { Objects } from "../../sandbox/model/objects.ts";
import { Timeline } from "../../sandbox/model/timeline.ts";
import { Zone } from "../../sandbox/model/zone.ts";

export const BUCKET = "acme-runs";

export type S3Stage = {
  objects: Objects;
  faults: Faults;
  url: string;
  store(changes?: Partial<BucketPlace & Omit<S3StoreOptions, "calls">>): StorePort;
  /** The text of an object under the prefix, or null. */
  text(name: string): string | null;
  /** How often each call came in since the last `forget`. */
  calls(): Record<string, number>;
  forget(): void;
  stop(): Promise<void>;
};

/** S3 on loopback with one empty bucket, and an environment that leads there. */
export async function anS3Stage(): Promise<S3Stage> {
  const timeline = new Timeline(Date.now());
  const zone = new Zone(timeline, { id: "Z1", name: "acme.com", records: [], insyncMs: 60 });
  const faults = new Faults();
  const objects = new Objects([{ name: BUCKET, region: "us-east-2" }]);
  const door = await startAwsDoor({ zone, faults, timeline, objects });
  const environment = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: door.url,
    AWS_ACCESS_KEY_ID: "sandbox",
    AWS_SECRET_ACCESS_KEY: "sandbox",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/nonexistent",
    AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
    AWS_REGION: "eu-west-1", // which is not the bucket's
  });
  const place: BucketPlace = { bucket: BUCKET, region: "us-east-2" };
  const usual = { prefix: "test", boundMs: 5_000 };
  const clock: Clock = systemClock;
  let before: Record<string, number> = {};
  return {
    objects,
    faults,
    url: door.url,
    store: (changes = {}) => {
      const calls = sdkCalls({ ...place, ...changes });
      return s3Store({ ...usual, calls, clock, self: thisMachine(), ...changes });
    },
    text: (name) => objects.texts()[`${BUCKET}/test/${name}`] ?? null,
    calls: () => {
      const since = Object.entries(faults.calls()).map(([call, count]): [string, number] => [
        call,
        count - (before[call] ?? 0),
      ]);
      return Object.fromEntries(since.filter(([, count]) => count > 0));
    },
    forget: () => {
      before = faults.calls();
    },
    stop: async () => {
      process.env = environment;
      await door.stop();
    },
  };
}
