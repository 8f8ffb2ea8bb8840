import { keyIsKept } from "../../../../policies/rules/keys/keyIsKept.ts";
import { noSecretInTheOpen } from "../../../../policies/rules/secrets/noSecretInTheOpen.ts";
import { secretCanBeHadBack } from "../../../../policies/rules/secrets/secretCanBeHadBack.ts";
import { secretHasItsOwnKey } from "../../../../policies/rules/secrets/secretHasItsOwnKey.ts";
import { secretIsReplicated } from "../../../../policies/rules/secrets/secretIsReplicated.ts";
import { breach, but, type Case, having, without } from "../case.ts";
import { EAST, loadBalancer, SETTINGS } from "../estate.ts";
import { eastKey, lambda, secret, secretVersion, westKey } from "../estateSecrets.ts";
import { launchTemplate, stack } from "../estateStorage.ts";
import { UNKNOWN } from "../judge.ts";

const packed = (text: string) => Buffer.from(text).toString("base64");
const inVariable = (value: string) =>
  but(lambda, { environment: { variables: { ADDRESS: value } } });
const statement = (more: object) =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Resource: "*", ...more }] });

export const secretCases: Case[] = [
  {
    rule: noSecretInTheOpen,
    kept: {
      "words that only look alike": having([
        inVariable(
          "https://docs.acme.com/hvs/sys.health?sha=lD5GRfDRrlJcNOPVf0hDLQmXsUBRLVV3RhZ1sh0Nsz4=",
        ),
      ]),
    },
    broken: {
      "a service token in a variable": breach(
        inVariable("hvs.CAESIAbCdEfGhIjKlMnOp"),
        "environment.variables.ADDRESS holds no secret, found a Vault token",
        "its output",
      ),
      "a batch token in a tag": breach(
        but(loadBalancer, { tags: { note: "use hvb.AAAAAQJabcdefghijkl" } }),
        "tags.note holds no secret, found a Vault token",
        "its output",
      ),
      "a token of an old Vault": breach(
        inVariable("s.1234567890abcdefABCDEF12"),
        "a Vault token",
        "a Vault token",
      ),
      "a token as the name of a tag": breach(
        but(loadBalancer, { tags: { "hvr.AAAAAQJabcdefghijkl": "x" } }),
        "tags.[secret] holds no secret",
        "its output",
      ),
      "a recovery key in base64": breach(
        inVariable("lD5GRfDRrlJcNOPVf0hDLQmXsUBRLVV3RhZ1sh0NszTa"),
        "a recovery key",
        "a recovery key",
      ),
      "a recovery key in hexadecimal": breach(
        inVariable("0f".repeat(33)),
        "a recovery key",
        "a recovery key",
      ),
      "a private key in user data": breach(
        but(launchTemplate, {
          userData: packed("cat > key <<E\n-----BEGIN EC PRIVATE KEY-----\n"),
        }),
        "userData holds no secret, found a private key",
        "its output",
      ),
      "an AWS key": breach(
        inVariable("AKIAIOSFODNN7EXAMPLE"),
        "an AWS access key",
        "an AWS access key",
      ),
      "an AWS secret key": breach(
        inVariable("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY12"),
        "an AWS secret key",
        "an AWS secret key",
      ),
      "an output of the stack": breach(
        but(stack, { token: "hvs.CAESIAbCdEfGhIjKlMnOp" }),
        "token holds no secret",
        "its output token holds no secret",
      ),
      "a value that the state keeps": breach(
        but(secretVersion, { secretString: "plain" }),
        "the value is given as secretStringWo",
      ),
    },
  },
  {
    rule: secretHasItsOwnKey,
    kept: { "a key that the same update makes": having([but(secret, { kmsKeyId: UNKNOWN })]) },
    broken: {
      "AWS's key, by saying none": breach(but(secret, { kmsKeyId: undefined }), "a key of ours"),
      "AWS's key, by its alias": breach(
        but(secret, { kmsKeyId: "alias/aws/secretsmanager" }),
        "ours",
      ),
      "AWS's key, by the alias's ARN": breach(
        but(secret, { kmsKeyId: "arn:aws:kms:us-west-2:1:alias/aws/secretsmanager" }),
        "ours",
      ),
    },
  },
  {
    rule: secretIsReplicated,
    kept: {
      "a key that the same update makes": having([
        {
          ...but(secret, { replicas: [{ region: EAST, kmsKeyId: UNKNOWN }] }),
          uses: { replicas: ["key-east"] },
        },
      ]),
      "one that is written into every Region": having([
        but(secret, { replicas: undefined }),
        { ...but(secret, { replicas: undefined, region: EAST }), name: "secret-east" },
      ]),
    },
    broken: {
      "no replica": breach(but(secret, { replicas: undefined }), "it has a replica in us-east-1"),
      "a replica in no Region of Vault's": breach(
        but(secret, { replicas: [{ region: "eu-west-1", kmsKeyId: "alias/vault" }] }),
        "it has a replica in us-east-1",
      ),
      "a replica under AWS's key": breach(
        but(secret, { replicas: [{ region: EAST }] }),
        "the replica in us-east-1 has a kmsKeyId of ours",
      ),
      "a replica under the other Region's key": breach(
        but(secret, { replicas: [{ region: EAST, kmsKeyId: westKey.props.arn }] }),
        "the replica in us-east-1 has a kmsKeyId of ours in us-east-1",
      ),
      "a key that the same update makes, in the other Region": breach(
        {
          ...but(secret, { replicas: [{ region: EAST, kmsKeyId: UNKNOWN }] }),
          uses: { replicas: ["key-west"] },
        },
        "of ours in us-east-1",
      ),
      "it overwrites what is there": breach(
        but(secret, { forceOverwriteReplicaSecret: true }),
        "forceOverwriteReplicaSecret is false",
      ),
    },
  },
  {
    rule: secretCanBeHadBack,
    kept: { "AWS's default": having([but(secret, { recoveryWindowInDays: undefined })]) },
    broken: {
      "it is gone at once": breach(
        but(secret, { recoveryWindowInDays: 0 }),
        `at least ${SETTINGS.recoveryWindowDaysMin}, found 0`,
      ),
      "less than prod asks": breach(but(secret, { recoveryWindowInDays: 7 }), "found 7"),
    },
  },
  {
    rule: keyIsKept,
    kept: {
      "a key for one Region that is not Pulumi's": having([
        but(westKey, { multiRegion: false, tags: { "vault:role": "vault" } }),
      ]),
    },
    broken: {
      "it does not rotate": breach(but(westKey, { enableKeyRotation: false }), "enableKeyRotation"),
      "it is gone in a week": breach(but(westKey, { deletionWindowInDays: 7 }), "is 30, found 7"),
      "a replica is gone in a week": breach(
        but(eastKey, { deletionWindowInDays: 7 }),
        "is 30, found 7",
      ),
      "it may be deleted": breach({ ...westKey, opts: {} }, "the option protect is true"),
      "its policy may lock everybody out": breach(
        but(westKey, { bypassPolicyLockoutSafetyCheck: true }),
        "bypassPolicyLockoutSafetyCheck",
      ),
      "everybody may do everything": breach(
        but(westKey, { policy: statement({ Principal: "*", Action: "kms:*" }) }),
        "found everybody",
      ),
      "everybody in a list may do everything": breach(
        but(eastKey, { policy: statement({ Principal: { AWS: ["*"] }, Action: ["*"] }) }),
        "found everybody",
      ),
      "a policy that cannot be read": breach(but(westKey, { policy: "{" }), "found everybody"),
      "Pulumi's secrets hang on one Region": {
        estate: without(eastKey),
        says: ["a ReplicaKey of it stands in another Region"],
      },
    },
  },
];
