import { accessIsLeast } from "../../../../policies/rules/access/accessIsLeast.ts";
import { functionKeepsNoSecret } from "../../../../policies/rules/access/functionKeepsNoSecret.ts";
import { breach, but, type Case, having, without } from "../case.ts";
import { WEST } from "../estate.ts";
import { lambda, logGroup, role, rolePolicy, secret, trust } from "../estateSecrets.ts";
import { beaconPolicy } from "../estateStorage.ts";
import { type Fixture, UNKNOWN } from "../judge.ts";

const ARN = "arn:aws:sqs:us-west-2:123456789012:queue";
const document = (more: object) =>
  JSON.stringify({
    Statement: { Effect: "Allow", Action: "sqs:SendMessage", Resource: ARN, ...more },
  });
const allowing = (more: object) => but(rolePolicy, { policy: document(more) });
const other = (type: string, props: object): Fixture => ({
  type,
  name: "other",
  props: { region: WEST, ...props },
});

export const accessCases: Case[] = [
  {
    rule: accessIsLeast,
    broken: {
      "every action": breach(allowing({ Action: "*" }), "its actions are named, found *"),
      "every action of one kind": breach(allowing({ Action: ["s3:Get*"] }), "found s3:Get*"),
      "every resource": breach(
        allowing({ Resource: "*" }),
        "the resources of sqs:SendMessage are named, found all",
      ),
      "every resource of one kind": breach(allowing({ Resource: ["arn:aws:s3:::*"] }), "found all"),
      "everything but": breach(
        allowing({ Action: undefined, NotAction: "iam:*" }),
        "it says what is allowed, found NotAction",
      ),
      "in a policy of its own": breach(
        other("aws:iam/policy:Policy", { policy: document({ Action: "*" }) }),
        "its actions are named",
      ),
      "in a role": breach(
        but(role, { inlinePolicies: [{ name: "a", policy: document({ Action: "*" }) }] }),
        "its actions are named",
      ),
      "a policy of AWS's that allows all": breach(
        other("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
          policyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
        }),
        "found arn:aws:iam::aws:policy/AdministratorAccess",
      ),
      "one of them in a role": breach(
        but(role, { managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonS3FullAccess"] }),
        "AmazonS3FullAccess",
      ),
      "a role that two may take": breach(
        but(role, { assumeRolePolicy: trust("lambda.amazonaws.com", "ec2.amazonaws.com") }),
        "one principal, found lambda.amazonaws.com, ec2.amazonaws.com",
      ),
      "a role that everybody may take": breach(
        but(role, { assumeRolePolicy: trust("*") }),
        "one principal, found *",
      ),
      "a function with a URL": breach(
        other("aws:lambda/functionUrl:FunctionUrl", {
          functionName: "f",
          authorizationType: "NONE",
        }),
        "without a URL",
      ),
      "a function that everybody may call": breach(
        other("aws:lambda/permission:Permission", { principal: "*" }),
        "found everybody",
      ),
      "a queue for everybody": breach(
        other("aws:sqs/queuePolicy:QueuePolicy", { policy: document({ Principal: "*" }) }),
        "found everybody",
      ),
      "a secret for everybody": breach(
        but(secret, { policy: document({ Principal: { AWS: "*" } }) }),
        "found everybody",
      ),
      "a bucket for everybody": breach(
        but(beaconPolicy, { bucket: "acme-vault-runs" }),
        "found everybody",
      ),
      "a beacon that everybody may write": breach(
        but(beaconPolicy, {
          policy: document({ Principal: "*", Action: ["s3:GetObject", "s3:PutObject"] }),
        }),
        "found everybody",
      ),
    },
  },
  {
    rule: functionKeepsNoSecret,
    kept: {
      "a function without an environment": having([
        but(lambda, { environment: undefined, kmsKeyArn: undefined }),
      ]),
      "a log group that the function names": having([
        but(lambda, { loggingConfig: { logFormat: "JSON", logGroup: "/vault/replicator" } }),
        but(logGroup, { name: "/vault/replicator" }),
      ]),
    },
    broken: {
      "a password, by its name": breach(
        but(lambda, { environment: { variables: { DB_PASSWORD: "x" } } }),
        "found DB_PASSWORD",
      ),
      "a token that is not known yet": breach(
        but(lambda, { environment: { variables: { VAULT_TOKEN: UNKNOWN } } }),
        "found VAULT_TOKEN",
      ),
      "an environment under AWS's key": breach(but(lambda, { kmsKeyArn: undefined }), "kmsKeyArn"),
      "a log in plain text": breach(
        but(logGroup, { kmsKeyId: undefined }),
        "kmsKeyId is a key of ours",
      ),
      "a log for ever": breach(
        but(logGroup, { retentionInDays: undefined }),
        "retentionInDays is set",
      ),
      "a log that AWS makes": {
        estate: without(logGroup),
        says: ["the stack declares its log group"],
      },
    },
  },
];
