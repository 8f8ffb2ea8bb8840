import type { S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { type Answer, ok, refused, type Unknown, unknown } from "../../../ground/answer.ts";
import { type Clock, TOO_LATE, withinMs } from "../../../ground/clock.ts";
import { oneLine, silenceOf } from "../network/silence.ts";

export type BucketOptions = {
  bucket: string;
  /** The bucket's Region: never the environment's. */
  region: string;
  /** What every key begins with, without a slash at its end; empty for the whole bucket. */
  prefix: string;
  clock: Clock;
  /** One reading or writing with all its attempts, in milliseconds. */
  boundMs: number;
};

/** An object as it stands. Its ETag changes with its text. */
export type StoredObject = { etag: string; text: string };

/** An attempt that has not come back by then is made again: S3 answers in a tenth of it. */
const ATTEMPT_MS = 2_000;
/** Before the second attempt, the third one and so on: a store that is gone for two seconds is waited for. */
const PAUSES_MS = [100, 300, 600, 1_000];

type Sdk = typeof import("@aws-sdk/client-s3");
type S3 = { sdk: Sdk; client: S3Client };
type Work<T> = (s3: S3, abortSignal: AbortSignal) => Promise<T>;
type Attempt<T> = { is: "done"; value: T } | Failed;
/** `passing`: the next attempt may go better, and this one may have taken effect. */
type Failed = { is: "absent" | "differs" | "passing" | "lasting"; answer: Unknown };

/** Objects under one prefix of a bucket. Writings are conditional, and done once however often they are sent. */
export class Bucket {
  readonly #options: BucketOptions;
  #loading: Promise<S3> | null = null;

  constructor(options: BucketOptions) {
    this.#options = options;
  }

  /** The object, or null where there is none. */
  read(name: string): Promise<Answer<StoredObject | null>> {
    return this.#patiently<StoredObject | null>(async (until) => {
      const got = await this.#get(name, until);
      return got.is === "absent" ? { is: "done", value: ok(null) } : answering(got);
    });
  }

  /**
   * Puts `text` in the place of the object that has `etag`, or where none is (null). Answers with the new ETag; refused
   * with 409 where something else stands by now.
   */
  write(name: string, text: string, etag: string | null): Promise<Answer<string>> {
    const { bucket: Bucket } = this.#options;
    const condition = etag === null ? { IfNoneMatch: "*" } : { IfMatch: etag };
    const put: Work<string> = async ({ sdk, client }, abortSignal) => {
      const ContentType = "application/json";
      const input = { Bucket, Key: this.#key(name), Body: text, ContentType, ...condition };
      const { ETag } = await client.send(new sdk.PutObjectCommand(input), { abortSignal });
      return told(ETag, "no ETag");
    };
    return this.#patiently<string>(async (until) => {
      const written = await this.#attempt(until, put);
      if (written.is !== "differs" && written.is !== "absent") return answering(written);
      // An earlier attempt may have been ours and its answer lost: what stands there tells.
      const found = await this.#get(name, until);
      if (found.is !== "done" && found.is !== "absent") return found;
      const stands = found.is === "done" ? found.value : null;
      if (stands?.text === text) return { is: "done", value: ok(stands.etag) };
      if ((stands?.etag ?? null) === etag) return { ...written, is: "passing" };
      return { is: "done", value: refused(409, `${name} was written meanwhile`) };
    });
  }

  /** Names directly under a folder of the prefix, in their order. */
  async names(folder: string): Promise<Answer<string[]>> {
    const Prefix = this.#key(`${folder}/`);
    const names: string[] = [];
    let token: string | undefined;
    do {
      const page = await this.#page(Prefix, token);
      if (page.is !== "ok") return page;
      names.push(...page.value.keys.map((key) => key.slice(Prefix.length)));
      token = page.value.next;
    } while (token !== undefined);
    return ok(names);
  }

  #page(
    Prefix: string,
    token: string | undefined,
  ): Promise<Answer<{ keys: string[]; next: string | undefined }>> {
    const { bucket: Bucket } = this.#options;
    const list: Work<{ keys: string[]; next: string | undefined }> = async (
      { sdk, client },
      abortSignal,
    ) => {
      const input = token === undefined ? {} : { ContinuationToken: token };
      const command = new sdk.ListObjectsV2Command({ Bucket, Prefix, ...input });
      const { Contents = [], NextContinuationToken } = await client.send(command, { abortSignal });
      return { keys: Contents.flatMap(({ Key }) => Key ?? []), next: NextContinuationToken };
    };
    return this.#patiently(async (until) => answering(await this.#attempt(until, list)));
  }

  #get(name: string, until: number): Promise<Attempt<StoredObject>> {
    const { bucket: Bucket } = this.#options;
    return this.#attempt(until, async ({ sdk, client }, abortSignal) => {
      const command = new sdk.GetObjectCommand({ Bucket, Key: this.#key(name) });
      const { ETag, Body } = await client.send(command, { abortSignal });
      const text = await told(Body, "no content").transformToString();
      return { etag: told(ETag, "no ETag"), text };
    });
  }

  #key(name: string): string {
    const { prefix } = this.#options;
    return prefix === "" ? name : `${prefix}/${name}`;
  }

  /** Works again after what passes, as long as the bound allows it. */
  async #patiently<T>(work: (until: number) => Promise<Attempt<Answer<T>>>): Promise<Answer<T>> {
    const { clock, boundMs } = this.#options;
    const until = clock.now() + boundMs;
    for (const pauseMs of [...PAUSES_MS, null]) {
      const attempt = await work(until);
      if (attempt.is === "done") return attempt.value;
      if (attempt.is !== "passing" || pauseMs === null) return attempt.answer;
      if (clock.now() + pauseMs >= until) return attempt.answer;
      await clock.sleep(pauseMs);
    }
    return unknown("unreachable", "S3 was not asked");
  }

  async #attempt<T>(until: number, work: Work<T>): Promise<Attempt<T>> {
    this.#loading ??= load(this.#options.region);
    const s3 = await this.#loading;
    const { clock } = this.#options;
    const boundMs = Math.max(1, Math.min(ATTEMPT_MS, until - clock.now()));
    const late = new AbortController();
    const running = work(s3, late.signal).then(
      (value): Attempt<T> => ({ is: "done", value }),
      failureOf,
    );
    const attempt = await withinMs(clock, boundMs, running);
    if (attempt !== TOO_LATE) return attempt;
    late.abort();
    return { is: "passing", answer: unknown("timed-out", `S3: no answer after ${boundMs} ms`) };
  }
}

/** The SDK takes a while to load: on first use, not at the start of every command. Attempts are counted here. */
async function load(region: string): Promise<S3> {
  const sdk = await import("@aws-sdk/client-s3");
  const client = new sdk.S3Client({
    region,
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: ATTEMPT_MS,
      requestTimeout: ATTEMPT_MS,
      throwOnRequestTimeout: true,
    },
  });
  return { sdk, client };
}

const answering = <T>(attempt: Attempt<T>): Attempt<Answer<T>> =>
  attempt.is === "done" ? { is: "done", value: ok(attempt.value) } : attempt;

/** A success that lacks what it must say. */
class Unreadable extends Error {}

function told<T>(value: T | undefined, lack: string): T {
  if (value === undefined) throw new Unreadable(lack);
  return value;
}

function failureOf(error: unknown): Failed {
  if (error instanceof Unreadable)
    return { is: "passing", answer: unknown("unreadable", `S3: ${error.message}`) };
  const { name = "", message = "", $metadata } = error as Partial<S3ServiceException>;
  const status = $metadata?.httpStatusCode;
  if (name === "CredentialsProviderError")
    return { is: "lasting", answer: unknown("unreachable", `not sent: ${oneLine(message)}`) };
  if (status === undefined || status < 300) {
    const { why, reason } = silenceOf(error);
    return { is: "passing", answer: unknown(why, `S3: ${reason}`) };
  }
  const answer = unknown("unreachable", `S3: ${status} ${name}: ${oneLine(message)}`);
  if (name === "NoSuchKey") return { is: "absent", answer };
  if (status === 412) return { is: "differs", answer };
  // 409: another conditional writing of the object was under way. 429 and 503: too many calls.
  return { is: status === 409 || status === 429 || status >= 500 ? "passing" : "lasting", answer };
}
