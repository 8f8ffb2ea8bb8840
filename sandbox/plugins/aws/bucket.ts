import type { ResourceKind } from "../resourceKind.ts";
import { kept } from "./kept.ts";

const setting = (input: string, optional: string[] = []) =>
  kept({
    required: ["bucket", input],
    optional,
    replaceOn: ["bucket"],
    id: ({ bucket }) => String(bucket),
  });

/** The run store's bucket, its key, and what is set on it. The bucket itself stands in the sandbox from the beginning. */
export const BUCKET_KINDS: Record<string, ResourceKind> = {
  "aws:s3/bucket:Bucket": kept({
    required: ["bucket"],
    optional: ["forceDestroy"],
    replaceOn: ["bucket"],
    id: ({ bucket }) => String(bucket),
    outs: ({ bucket }) => ({ arn: `arn:aws:s3:::${String(bucket)}` }),
  }),
  "aws:kms/key:Key": kept({
    required: ["description"],
    optional: ["enableKeyRotation", "deletionWindowInDays", "policy", "multiRegion"],
    replaceOn: ["multiRegion"],
    id: (_inputs, mark) => mark,
    outs: ({ region }, keyId) => ({
      keyId,
      arn: `arn:aws:kms:${String(region)}:123456789012:key/${keyId}`,
    }),
  }),
  "aws:kms/alias:Alias": kept({
    required: ["name", "targetKeyId"],
    replaceOn: ["name"],
    id: ({ name }) => String(name),
  }),
  "aws:s3/bucketVersioning:BucketVersioning": setting("versioningConfiguration"),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
    setting("rules"),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": setting("rule"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": setting("blockPublicAcls", [
    "blockPublicPolicy",
    "ignorePublicAcls",
    "restrictPublicBuckets",
  ]),
  "aws:s3/bucketPolicy:BucketPolicy": setting("policy"),
};
