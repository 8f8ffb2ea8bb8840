import { type Answer, ok, refused, unknown } from "../../../ground/answer.ts";
import { type Clock, TOO_LATE, withinMs } from "../../../ground/clock.ts";
import {
  type Failed,
  failureOf,
  type ObjectCalls,
  type Opening,
  type Page,
  type StoredObject,
} from "./calls.ts";

export type BucketOptions = {
  calls: Opening;
  /** What every key begins with, without a slash at its end; empty for the whole bucket. */
  prefix: string;
  clock: Clock;
  /** One reading or writing with all its attempts, in milliseconds. */
  boundMs: number;
};

/** An attempt that has not come back by then is made again: S3 answers in a tenth of it. */
export const ATTEMPT_MS = 2_000;
/** Before the second attempt, the third one and so on: a store that is gone for two seconds is waited for. */
const PAUSES_MS = [100, 300, 600, 1_000];

type Work<T> = (calls: ObjectCalls, abort: AbortSignal) => Promise<T>;
type Attempt<T> = { is: "done"; value: T } | Failed;

/** Objects under one prefix of a bucket. Writings are conditional, and done once however often they are sent. */
export class Bucket {
  readonly #options: BucketOptions;
  #opening: Promise<ObjectCalls> | null = null;

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
    const put: Work<string> = (calls, abort) => calls.put(this.#key(name), text, etag, abort);
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
    const prefix = this.#key(`${folder}/`);
    const names: string[] = [];
    let token: string | undefined;
    do {
      const page = await this.#page(prefix, token);
      if (page.is !== "ok") return page;
      names.push(...page.value.keys.map((key) => key.slice(prefix.length)));
      token = page.value.next;
    } while (token !== undefined);
    return ok(names);
  }

  #page(prefix: string, token: string | undefined): Promise<Answer<Page>> {
    const list: Work<Page> = (calls, abort) => calls.list(prefix, token, abort);
    return this.#patiently(async (until) => answering(await this.#attempt(until, list)));
  }

  #get(name: string, until: number): Promise<Attempt<StoredObject>> {
    return this.#attempt(until, (calls, abort) => calls.get(this.#key(name), abort));
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
    this.#opening ??= this.#options.calls();
    const calls = await this.#opening;
    const { clock } = this.#options;
    const boundMs = Math.max(1, Math.min(ATTEMPT_MS, until - clock.now()));
    const late = new AbortController();
    const running = work(calls, late.signal).then(
      (value): Attempt<T> => ({ is: "done", value }),
      failureOf,
    );
    const attempt = await withinMs(clock, boundMs, running);
    if (attempt !== TOO_LATE) return attempt;
    late.abort();
    return { is: "passing", answer: unknown("timed-out", `S3: no answer after ${boundMs} ms`) };
  }
}

const answering = <T>(attempt: Attempt<T>): Attempt<Answer<T>> =>
  attempt.is === "done" ? { is: "done", value: ok(attempt.value) } : attempt;
