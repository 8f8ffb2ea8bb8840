import type { Faults } from "../../model/faults.ts";
import type { Bucket, Objects } from "../../model/objects.ts";
import { bucketFor, getObject, putObject, type S3Refusal, s3Refusal } from "../../model/s3.ts";
import { codeAndMessage } from "../loopback/aws/call.ts";
import type { VirtualClock } from "./virtualClock.ts";

type Place = { objects: Objects; faults: Faults; clock: VirtualClock; bucket: string };

/** Three calls of S3 on one bucket, as its SDK answers and throws them. */
export type DoorCalls = {
  get(key: string, abort: AbortSignal): Promise<{ etag: string; text: string }>;
  put(key: string, text: string, etag: string | null, abort: AbortSignal): Promise<string>;
  list(
    prefix: string,
    token: string | undefined,
    abort: AbortSignal,
  ): Promise<{ keys: string[]; next: string | undefined }>;
};

/** A call takes this long to arrive, and its answer as long to come back. */
const HALF_WAY_MS = 8;
const PAGE_MAX = 1_000;
const PUT = "s3 PutObject";

/** What is carried out when a call arrives. */
type Work<T> = (bucket: Bucket) => T | S3Refusal;

/** S3 in virtual time, with no socket in between. Calls are called in faults as at the door on loopback. */
export class S3Door {
  readonly #place: Place;
  /** Machines from which nobody is heard. */
  readonly cutOff = new Set<string>();
  /** How much longer each half of the way takes, in milliseconds; what is late arrives, though nobody waits for it. */
  slowMs = 0;

  constructor(place: Place) {
    this.#place = place;
  }

  /** The calls from the machine `host`, signed for `region`. */
  from(host: string, region: string): DoorCalls {
    const call = <T>(name: string, abort: AbortSignal, work: Work<T>) =>
      this.#call({ host, region, name, abort }, work);
    return {
      get: (key, abort) =>
        call("s3 GetObject", abort, (bucket) => {
          const found = getObject(bucket, key);
          if (found.is === "refused") return found;
          return { etag: found.object.etag, text: found.object.body };
        }),
      put: (key, body, etag, abort) =>
        call(PUT, abort, (bucket) => {
          const condition = { noneMatch: etag === null, match: etag };
          const at = this.#place.clock.now();
          const put = putObject(this.#place.objects, bucket, { key, body, at, condition });
          return put.is === "refused" ? put : put.object.etag;
        }),
      list: (prefix, after = "", abort) =>
        call("s3 ListObjectsV2", abort, (bucket) => {
          const asked = { prefix, after, max: PAGE_MAX };
          const { page, isTruncated } = this.#place.objects.list(bucket, asked);
          return {
            keys: page.map(({ key }) => key),
            next: isTruncated ? page.at(-1)?.key : undefined,
          };
        }),
    };
  }

  async #call<T>(
    {
      host,
      region,
      name,
      abort,
    }: { host: string; region: string; name: string; abort: AbortSignal },
    work: Work<T>,
  ): Promise<T> {
    const { objects, faults, clock, bucket: bucketName } = this.#place;
    const carryOut = (): T | S3Refusal => {
      const opened = bucketFor(objects, { name: bucketName, region });
      return opened.is === "refused" ? opened : work(opened.bucket);
    };
    await clock.sleep(HALF_WAY_MS + this.slowMs);
    if (objects.settings.down || this.cutOff.has(host)) throw hungUp();
    const effect = faults.take(name, name === PUT);
    if (effect?.kind === "answer") {
      const { code, message } = codeAndMessage(effect.status, effect.text);
      throw asThrown(s3Refusal(effect.status, code, message));
    }
    if (effect !== null) {
      if (effect.applied) carryOut();
      if (effect.kind === "hang") await aborted(abort);
      throw hungUp();
    }
    const answer = carryOut();
    await clock.sleep(HALF_WAY_MS + this.slowMs);
    if (isRefusal(answer)) throw asThrown(answer);
    return answer;
  }
}

const isRefusal = (answer: unknown): answer is S3Refusal =>
  typeof answer === "object" && answer !== null && "is" in answer && answer.is === "refused";

/** The parts of the SDK's errors that tell one from another. */
class Thrown extends Error {
  readonly $metadata: { httpStatusCode: number };

  constructor({ status, code, message }: S3Refusal) {
    super(message);
    this.name = code;
    this.$metadata = { httpStatusCode: status };
  }
}

const asThrown = (refusal: S3Refusal): Error => new Thrown(refusal);
const hungUp = (): Error => Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });

const aborted = (abort: AbortSignal): Promise<void> =>
  new Promise((end) => abort.addEventListener("abort", () => end(), { once: true }));
