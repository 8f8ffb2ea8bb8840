import type { Bucket, Condition, Objects, StoredObject } from "./objects.ts";

/** What S3 says instead of doing it. `fields` stand beside code and message in its XML. */
export type S3Refusal = {
  is: "refused";
  status: number;
  code: string;
  message: string;
  fields: Record<string, string>;
};

/** The bucket for a caller whose calls are signed for `region`, or why this call is not let in. */
export function bucketFor(
  objects: Objects,
  { name, region }: { name: string; region: string },
): { is: "open"; bucket: Bucket } | S3Refusal {
  if (objects.throttles()) return s3Refusal(503, "SlowDown", "Please reduce your request rate.");
  if (objects.settings.denied) return s3Refusal(403, "AccessDenied", "Access Denied");
  const bucket = objects.bucket(name);
  if (bucket === null) {
    return s3Refusal(404, "NoSuchBucket", "The specified bucket does not exist", {
      BucketName: name,
    });
  }
  return region === bucket.region
    ? { is: "open", bucket }
    : s3Refusal(
        400,
        "AuthorizationHeaderMalformed",
        `The authorization header is malformed; the region '${region}' is wrong; expecting '${bucket.region}'`,
        { Region: bucket.region },
      );
}

export function getObject(
  { objects }: Bucket,
  key: string,
): { is: "found"; object: StoredObject } | S3Refusal {
  const object = objects.get(key);
  return object === undefined ? noSuchKey(key) : { is: "found", object };
}

/** `condition` null: none was asked for. */
export function putObject(
  objects: Objects,
  bucket: Bucket,
  {
    key,
    body,
    at,
    condition,
  }: { key: string; body: string; at: number; condition: Condition | null },
): { is: "put"; object: StoredObject } | S3Refusal {
  const asked = condition?.noneMatch ? "If-None-Match" : "If-Match";
  if (condition !== null && objects.conflicts())
    return s3Refusal(409, "ConditionalRequestConflict", CONFLICT, { Condition: asked, Key: key });
  const result = objects.put(bucket, { key, body, at }, condition ?? UNCONDITIONAL);
  switch (result.is) {
    case "put":
      return result;
    case "missing":
      return noSuchKey(key);
    case "differs":
      return preconditionFailed(asked);
    default:
      return result satisfies never;
  }
}

export const preconditionFailed = (condition: string): S3Refusal =>
  s3Refusal(
    412,
    "PreconditionFailed",
    "At least one of the pre-conditions you specified did not hold",
    { Condition: condition },
  );

export const s3Refusal = (
  status: number,
  code: string,
  message: string,
  fields: Record<string, string> = {},
): S3Refusal => ({ is: "refused", status, code, message, fields });

const noSuchKey = (key: string): S3Refusal =>
  s3Refusal(404, "NoSuchKey", "The specified key does not exist.", { Key: key });

const UNCONDITIONAL: Condition = { noneMatch: false, match: null };
const CONFLICT =
  "The conditional request cannot succeed due to a conflicting operation against this resource.";
