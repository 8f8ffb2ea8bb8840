import { nodesAreSound } from "../../../../policies/rules/estate/nodesAreSound.ts";
import { regionsAreDeclared } from "../../../../policies/rules/estate/regionsAreDeclared.ts";
import { resourcesAreTagged } from "../../../../policies/rules/estate/resourcesAreTagged.ts";
import { storageCanBeRecovered } from "../../../../policies/rules/estate/storageCanBeRecovered.ts";
import { sealKeyIsLocal } from "../../../../policies/rules/keys/sealKeyIsLocal.ts";
import { breach, but, type Case, having, without } from "../case.ts";
import { EAST, loadBalancer, SERVICE, TAGS, THIRD, WEST } from "../estate.ts";
import {
  estate,
  launchTemplate,
  nodes,
  runStore,
  storeAccess,
  storeEncryption,
  storePolicy,
  storeVersioning,
  volume,
} from "../estateStorage.ts";
import type { Fixture } from "../judge.ts";

const seal = (body: string) => but(launchTemplate, { userData: `seal "awskms" {\n${body}\n}` });
const replication: Fixture = {
  type: "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
  name: "runs-replication",
  props: { region: WEST, bucket: "acme-vault-runs" },
};
const { owner: _owner, ...ownerless } = TAGS;

export const estateCases: Case[] = [
  {
    rule: sealKeyIsLocal,
    kept: {
      "a key by its alias": having([seal('region = "us-west-2"\nkms_key_id = "alias/seal"')]),
    },
    broken: {
      "the seal asks another Region": breach(
        seal('  region = "us-east-1"'),
        'the seal "awskms" of its user data names us-west-2, found us-east-1',
      ),
      "the key is another Region's": breach(
        seal('  kms_key_id = "arn:aws:kms:us-east-1:123456789012:key/seal"'),
        "found us-east-1",
      ),
      "in the user data of an instance": breach(
        {
          type: "aws:ec2/instance:Instance",
          name: "node",
          props: {
            region: WEST,
            tags: TAGS,
            userDataBase64: Buffer.from('seal "awskms" { region = "us-east-1" }').toString(
              "base64",
            ),
          },
        },
        "found us-east-1",
      ),
    },
  },
  {
    rule: storageCanBeRecovered,
    kept: {
      "a bucket in a Region of Vault's that is replicated": having([
        but(runStore, { region: WEST }),
        replication,
      ]),
    },
    broken: {
      "no versions": {
        estate: without(storeVersioning),
        says: ["a BucketVersioning of it is Enabled"],
      },
      "versions that are suspended": breach(
        but(storeVersioning, { versioningConfiguration: { status: "Suspended" } }),
        "a BucketVersioning of it is Enabled",
      ),
      "S3's own key": breach(
        but(storeEncryption, {
          rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
        }),
        "by aws:kms with a kmsMasterKeyId",
      ),
      "not encrypted": { estate: without(storeEncryption), says: ["by aws:kms"] },
      "one way for the public is open": breach(
        but(storeAccess, { restrictPublicBuckets: false }),
        "blocks all four ways",
      ),
      "plain HTTP": { estate: without(storePolicy), says: ["denies aws:SecureTransport=false"] },
      "it stands in a Region of Vault's alone": breach(
        but(runStore, { region: WEST }),
        "it is replicated to another Region",
      ),
      "the older type, which nobody looks at": breach(
        { ...runStore, type: "aws:s3/bucketV2:BucketV2" },
        "it is declared as aws:s3/bucket:Bucket",
      ),
      "a disk in plain text": breach(but(volume, { encrypted: false }), "encrypted is true"),
      "a disk under AWS's key": breach(but(volume, { kmsKeyId: undefined }), "kmsKeyId of ours"),
      "a node's disk under AWS's key": breach(
        but(launchTemplate, {
          blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: "true" } }],
        }),
        "the disk /dev/xvda has a kmsKeyId of ours",
      ),
    },
  },
  {
    rule: resourcesAreTagged,
    kept: {
      "tags that the provider gives to all": having([
        {
          ...loadBalancer,
          props: { ...loadBalancer.props, tags: { "vault:role": "edge" } },
          provider: { region: WEST, defaultTags: JSON.stringify({ tags: TAGS }) },
        },
      ]),
    },
    broken: {
      "one is missing": breach(
        { ...loadBalancer, props: { ...loadBalancer.props, tags: ownerless } },
        "it bears the tags owner",
      ),
      none: breach(
        but(loadBalancer, { tags: undefined }),
        "it bears the tags app, env, owner, cost-center, data-class, vault:role, resilience:tier",
      ),
      "a group that lists its tags": breach(
        but(nodes, { tags: [{ key: "app", value: "vault", propagateAtLaunch: true }] }),
        "it bears the tags env, owner",
      ),
    },
  },
  {
    rule: nodesAreSound,
    kept: { "AWS's default of judgement": having([but(nodes, { healthCheckType: undefined })]) },
    broken: {
      "the load balancer judges": breach(
        but(nodes, { healthCheckType: "ELB" }),
        'EC2, found "ELB"',
      ),
      "two nodes": breach(but(nodes, { minSize: 2 }), "at least 3, found 2"),
      IMDSv1: breach(
        but(launchTemplate, { metadataOptions: { httpTokens: "optional" } }),
        'httpTokens is required, found "optional"',
      ),
      "a disk in plain text": breach(
        but(launchTemplate, {
          blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { kmsKeyId: "arn:own" } }],
        }),
        'encrypted "true"',
      ),
      "the disk of the image as it is": breach(
        but(launchTemplate, { blockDeviceMappings: undefined }),
        'encrypted "true"',
      ),
      "the older way to write a node": breach(
        {
          type: "aws:ec2/launchConfiguration:LaunchConfiguration",
          name: "old",
          props: { region: WEST },
        },
        "httpTokens is required",
        "rootBlockDevice and every ebsBlockDevice are encrypted",
      ),
    },
  },
  {
    rule: regionsAreDeclared,
    kept: {
      "a Region that the provider gives": having([
        { ...but(loadBalancer, { region: undefined }), provider: { region: WEST } },
      ]),
    },
    broken: {
      "a Region of somebody else's": breach(
        but(loadBalancer, { region: "eu-west-1" }),
        'its Region is one of us-west-2, us-east-1, us-east-2, found "eu-west-1"',
      ),
      "the provider's, where nothing is said": breach(
        { ...but(loadBalancer, { region: undefined }), provider: { region: "eu-west-1" } },
        'found "eu-west-1"',
      ),
      "two Regions of one name": {
        estate,
        settings: { regions: { [WEST]: SERVICE, [EAST]: SERVICE } },
        says: ["each Region has a name of its own"],
      },
      "a third Region that is one of Vault's": {
        estate,
        settings: { otherRegions: [THIRD, EAST] },
        says: ["a third Region is none of Vault's, found us-east-1"],
      },
      "none that anybody knows": breach(but(loadBalancer, { region: undefined }), "found nothing"),
    },
  },
];
