import { ATTEMPT_MS } from "./bucket.ts";
import { type Opening, Unreadable } from "./calls.ts";

/** A bucket and its Region: never the environment's. */
export type BucketPlace = { bucket: string; region: string };

/** The calls by the AWS SDK. It takes a while to load: on first use, not at the start of every command. */
export const sdkCalls =
  ({ bucket: Bucket, region }: BucketPlace): Opening =>
  async () => {
    const sdk = await import("@aws-sdk/client-s3");
    const client = new sdk.S3Client({
      region,
      maxAttempts: 1, // attempts are counted by whoever makes them
      requestHandler: {
        connectionTimeout: ATTEMPT_MS,
        requestTimeout: ATTEMPT_MS,
        throwOnRequestTimeout: true,
      },
    });
    return {
      get: async (Key, abortSignal) => {
        const command = new sdk.GetObjectCommand({ Bucket, Key });
        const { ETag, Body } = await client.send(command, { abortSignal });
        const text = await told(Body, "no content").transformToString();
        return { etag: told(ETag, "no ETag"), text };
      },
      put: async (Key, Body, etag, abortSignal) => {
        const condition = etag === null ? { IfNoneMatch: "*" } : { IfMatch: etag };
        const ContentType = "application/json";
        const command = new sdk.PutObjectCommand({ Bucket, Key, Body, ContentType, ...condition });
        const { ETag } = await client.send(command, { abortSignal });
        return told(ETag, "no ETag");
      },
      list: async (Prefix, token, abortSignal) => {
        const input = token === undefined ? {} : { ContinuationToken: token };
        const command = new sdk.ListObjectsV2Command({ Bucket, Prefix, ...input });
        const { Contents = [], NextContinuationToken } = await client.send(command, {
          abortSignal,
        });
        return { keys: Contents.flatMap(({ Key }) => Key ?? []), next: NextContinuationToken };
      },
    };
  };

function told<T>(value: T | undefined, lack: string): T {
  if (value === undefined) throw new Unreadable(lack);
  return value;
}
