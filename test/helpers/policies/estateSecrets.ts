import { EAST, PROTECTED, TAGS, tagged, WEST } from "./estate.ts";
import type { Fixture } from "./judge.ts";

/** Keys, secrets, and the function that writes them. */
export const westKey: Fixture = {
  type: "aws:kms/key:Key",
  name: "key-west",
  ...PROTECTED,
  props: {
    arn: "arn:aws:kms:us-west-2:123456789012:key/west",
    region: WEST,
    enableKeyRotation: true,
    deletionWindowInDays: 30,
    multiRegion: true,
    policy: JSON.stringify({
      Statement: {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::123456789012:root" },
        Action: "kms:*",
        Resource: "*",
      },
    }),
    tags: tagged("pulumi-secrets"),
  },
};
export const eastKey: Fixture = {
  type: "aws:kms/replicaKey:ReplicaKey",
  name: "key-east",
  ...PROTECTED,
  props: {
    arn: "arn:aws:kms:us-east-1:123456789012:key/east",
    region: EAST,
    primaryKeyArn: "arn:aws:kms:us-west-2:123456789012:key/west",
    tags: TAGS,
  },
};
export const secret: Fixture = {
  type: "aws:secretsmanager/secret:Secret",
  name: "secret",
  props: {
    region: WEST,
    name: "vault-prod/app",
    kmsKeyId: "arn:aws:kms:us-west-2:123456789012:key/west",
    replicas: [{ region: EAST, kmsKeyId: "arn:aws:kms:us-east-1:123456789012:key/east" }],
    recoveryWindowInDays: 30,
    tags: TAGS,
  },
};
export const secretVersion: Fixture = {
  type: "aws:secretsmanager/secretVersion:SecretVersion",
  name: "version",
  props: { region: WEST, secretId: "secret", secretStringWo: "hvb.AAAAAQKthisIsNoRealTokenAtAll" },
};

export const trust = (...services: string[]) =>
  JSON.stringify({
    Statement: [{ Effect: "Allow", Principal: { Service: services }, Action: "sts:AssumeRole" }],
  });
export const role: Fixture = {
  type: "aws:iam/role:Role",
  name: "replicator",
  props: { assumeRolePolicy: trust("lambda.amazonaws.com"), tags: TAGS },
};
export const rolePolicy: Fixture = {
  type: "aws:iam/rolePolicy:RolePolicy",
  name: "replicator",
  props: {
    role: "replicator",
    policy: JSON.stringify({
      Statement: [
        {
          Effect: "Allow",
          Action: ["secretsmanager:PutSecretValue"],
          Resource: "arn:aws:secretsmanager:us-west-2:123456789012:secret:vault/*",
        },
        { Effect: "Allow", Action: "secretsmanager:ListSecrets", Resource: "*" },
        { Effect: "Deny", Action: "secretsmanager:*", Resource: "*" },
      ],
    }),
  },
};
export const lambda: Fixture = {
  type: "aws:lambda/function:Function",
  name: "replicator",
  props: {
    region: WEST,
    name: "vault-replicator",
    kmsKeyArn: "arn:aws:kms:us-west-2:123456789012:key/west",
    environment: {
      variables: {
        VAULT_ADDR: "https://vault-us-west-2.prod.acme.com:8200",
        SLACK_TOKEN: "arn:aws:secretsmanager:us-west-2:123456789012:secret:slack",
      },
    },
    tags: TAGS,
  },
};
export const logGroup: Fixture = {
  type: "aws:cloudwatch/logGroup:LogGroup",
  name: "replicator-log",
  props: {
    region: WEST,
    name: "/aws/lambda/vault-replicator",
    kmsKeyId: "arn:aws:kms:us-west-2:123456789012:key/west",
    retentionInDays: 90,
    tags: TAGS,
  },
};
