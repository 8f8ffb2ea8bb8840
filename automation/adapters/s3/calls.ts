import type { S3ServiceException } from "@aws-sdk/client-s3";
import { type Unknown, unknown } from "../../../ground/answer.ts";
import { oneLine, silenceOf } from "../network/silence.ts";

/** An object as it stands. Its ETag changes with its text. */
export type StoredObject = { etag: string; text: string };

/**
 * The calls of S3 on one bucket that a run store needs, as S3 answers them: what it refuses, and why no answer came, is
 * thrown as the SDK throws it (`failureOf` reads that). An aborted call may have taken effect.
 */
export type ObjectCalls = {
  /** Throws NoSuchKey where there is none. */
  get(key: string, abort: AbortSignal): Promise<StoredObject>;
  /**
   * Puts `text` in the place of the object that has `etag`, or where none is (null), and answers with the new ETag.
   * Throws status 412 where something else stands.
   */
  put(key: string, text: string, etag: string | null, abort: AbortSignal): Promise<string>;
  /** Keys that begin with `prefix`, in their order, a page at once: `next` asks for the page behind it. */
  list(prefix: string, token: string | undefined, abort: AbortSignal): Promise<Page>;
};

export type Page = { keys: string[]; next: string | undefined };

/** Where the calls are made, and how they are opened: on first use. */
export type Opening = () => Promise<ObjectCalls>;

/** A success that lacks what it must say. */
export class Unreadable extends Error {}

/** `passing`: the next attempt may go better, and this one may have taken effect. */
export type Failed = { is: "absent" | "differs" | "passing" | "lasting"; answer: Unknown };

export function failureOf(error: unknown): Failed {
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
