import {
  Bucket,
  BucketOwnershipControls,
  BucketPolicy,
  BucketPublicAccessBlock,
  BucketServerSideEncryptionConfiguration,
  BucketVersioning,
} from "@pulumi/aws/s3/index.js";
import * as pulumi from "@pulumi/pulumi";
import { type Owned, tagsFor } from "./naming.ts";
import { ownKey } from "./ownKey.ts";

export type RunStoreArgs = Owned & {
  bucket: string;
  /** Neither of the Regions that may fail. */
  region: string;
  /** A key that is there already; else one is declared. */
  kmsKeyArn: string | undefined;
};

/** The bucket of journals, lease and serving record: versioned, encrypted, closed to the public, reached by TLS alone. */
export class RunStore extends pulumi.ComponentResource {
  constructor(name: string, args: RunStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vault-dr:infra:RunStore", name, {}, opts);
    const { environment, tags, region } = args;
    const owned = { environment, tags };
    const keyArn =
      args.kmsKeyArn ?? ownKey(name, { ...owned, region, what: "run-store" }, this).arn;
    const bucket = new Bucket(
      `${name}-bucket`,
      { region, bucket: args.bucket, forceDestroy: false, tags: tagsFor(owned, "run-store") },
      { parent: this, protect: true },
    );
    const at = { region, bucket: bucket.bucket };
    const child = { parent: this };
    new BucketVersioning(
      `${name}-versioning`,
      { ...at, versioningConfiguration: { status: "Enabled" } },
      child,
    );
    new BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      {
        ...at,
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
            bucketKeyEnabled: true,
          },
        ],
      },
      child,
    );
    new BucketOwnershipControls(
      `${name}-ownership`,
      { ...at, rule: { objectOwnership: "BucketOwnerEnforced" } },
      child,
    );
    const block = new BucketPublicAccessBlock(
      `${name}-public`,
      {
        ...at,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      child,
    );
    new BucketPolicy(
      `${name}-policy`,
      { ...at, policy: JSON.stringify(onlyByTls(args.bucket)) },
      { ...child, dependsOn: block },
    );
    this.registerOutputs({ bucket: bucket.bucket });
  }
}

/** Denies every call that comes without TLS. By the bucket's name: what a rule judges must be known before the update. */
const onlyByTls = (bucket: string) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "OnlyByTls",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ],
});
