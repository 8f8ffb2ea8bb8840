import { leadsTo } from "../../facts/links.ts";
import { statementsOf } from "../../facts/policyDocuments.ts";
import { regionOf } from "../../facts/regions.ts";
import { BUCKET, LAUNCH_TEMPLATE } from "../../facts/tokens.ts";
import {
  type Check,
  defineRule,
  each,
  eachInStack,
  every,
  type Stack,
  type Standing,
  type Verdict,
} from "../../judge/rule.ts";
import type { Needs } from "../../judge/settings.ts";

type Own = Needs<"regions" | "beaconBuckets">;
type Bucket = ReturnType<typeof bucketsOf>[number];
const bucketsOf = (stack: Stack) => stack.of(BUCKET);

export const storageCanBeRecovered = defineRule({
  id: "P-37",
  name: "storage-can-be-recovered",
  says: "A bucket is versioned, encrypted with a key of ours, closed to the public and to plain HTTP, and replicated where it stands in a Region of Vault; disks have a key of ours.",
  why: "State and snapshots are what a recovery begins with. A bucket in a third Region outlives the loss of either.",
  levels: "A M M",
  settings: ["regions", "beaconBuckets"],
  checks: [
    every(({ type }) =>
      type === "aws:s3/bucketV2:BucketV2" ? "it is declared as aws:s3/bucket:Bucket" : null,
    ),
    eachKeptBucket((bucket, stack) => {
      const on = [
        bucket.props.versioning?.enabled,
        ...beside(bucket, stack.of("aws:s3/bucketVersioning:BucketVersioning")).map(
          ({ props }) => props.versioningConfiguration?.status === "Enabled",
        ),
      ];
      return on.includes(true) ? null : "a BucketVersioning of it is Enabled";
    }),
    eachKeptBucket((bucket, stack) => {
      const rules = beside(bucket, stack.of(ENCRYPTION)).flatMap(({ props }) => props.rules ?? []);
      const isOurs = rules.some(({ applyServerSideEncryptionByDefault: way }) =>
        way === undefined
          ? false
          : /^aws:kms/.test(way.sseAlgorithm ?? "") && "kmsMasterKeyId" in way,
      );
      return isOurs ? null : "it is encrypted by aws:kms with a kmsMasterKeyId";
    }),
    eachKeptBucket((bucket, stack) => {
      const blocks = beside(
        bucket,
        stack.of("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"),
      );
      const isClosed = blocks.some(
        ({ props }) =>
          props.blockPublicAcls &&
          props.blockPublicPolicy &&
          props.ignorePublicAcls &&
          props.restrictPublicBuckets,
      );
      return isClosed ? null : "a BucketPublicAccessBlock of it blocks all four ways";
    }),
    eachKeptBucket((bucket, stack) => {
      const policies = beside(bucket, stack.of("aws:s3/bucketPolicy:BucketPolicy"));
      return policies.some(({ props }) => refusesPlainHttp(props.policy))
        ? null
        : "a BucketPolicy of it denies aws:SecureTransport=false";
    }),
    eachKeptBucket((bucket, stack, { regions }) => {
      if (!Object.keys(regions).includes(regionOf(bucket) ?? "")) return null;
      return beside(bucket, stack.of("aws:s3/bucketReplicationConfig:BucketReplicationConfig"))
        .length > 0
        ? null
        : "it is replicated to another Region";
    }),
    each("aws:ebs/volume:Volume", (volume) =>
      volume.encrypted === true && "kmsKeyId" in volume
        ? null
        : "encrypted is true, with a kmsKeyId of ours",
    ),
    each(LAUNCH_TEMPLATE, ({ blockDeviceMappings = [] }) =>
      blockDeviceMappings.map(({ deviceName, ebs }) =>
        ebs === undefined || "kmsKeyId" in ebs
          ? null
          : `the disk ${deviceName} has a kmsKeyId of ours`,
      ),
    ),
  ],
});

const ENCRYPTION =
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";

/** Asked of every bucket but those whose objects a latch looks at: they are empty, and public on purpose. */
function eachKeptBucket(
  judge: (bucket: Bucket, stack: Stack, settings: Own) => Verdict,
): Check<Own> {
  return eachInStack(BUCKET, (bucket, stack, settings: Own) =>
    settings.beaconBuckets.includes(bucket.props.bucket ?? "")
      ? null
      : judge(bucket, stack, settings),
  );
}

const beside = <P>(bucket: Bucket, settings: Standing<P>[]): Standing<P>[] =>
  settings.filter((one) => leadsTo(one, "bucket", bucket));

const refusesPlainHttp = (policy: unknown): boolean =>
  statementsOf(policy).some(
    ({ effect, condition }) =>
      effect === "Deny" &&
      /"aws:SecureTransport":\s*(\["false"\]|"false"|false)/i.test(JSON.stringify(condition) ?? ""),
  );
