import type { SecretArgs } from "@pulumi/aws/secretsmanager/index.js";
import { isAwsKey } from "../../facts/keys.ts";
import { regionOf, regionOfArn } from "../../facts/regions.ts";
import { SECRET } from "../../facts/tokens.ts";
import type { Plain } from "../../judge/plain.ts";
import { defineRule, each, eachInStack, type Stack, type Standing } from "../../judge/rule.ts";
import type { Needs } from "../../judge/settings.ts";
import { knownOr } from "../../judge/unknown.ts";

type Secret = Standing<Plain<SecretArgs>>;
type Replica = NonNullable<Secret["props"]["replicas"]>[number];

export const secretIsReplicated = defineRule({
  id: "P-28",
  name: "secret-is-replicated",
  says: "A secret has a replica in another declared Region, under a key of that Region, and overwrites none by force; or it is written into every declared Region by itself.",
  why: "It is read in the Region that is left.",
  levels: "A M M",
  settings: ["regions"],
  checks: [
    each(SECRET, ({ forceOverwriteReplicaSecret }) =>
      forceOverwriteReplicaSecret === true ? "forceOverwriteReplicaSecret is false" : null,
    ),
    eachInStack(SECRET, (secret, stack, { regions }: Needs<"regions">) => {
      const own = regionOf(secret);
      const elsewhere = Object.keys(regions).filter((region) => region !== own);
      const replicas = secret.props.replicas ?? [];
      if (replicas.some(({ region }) => elsewhere.includes(region ?? ""))) return null;
      return elsewhere.every((region) => isWrittenInto(region, secret, stack))
        ? null
        : `it has a replica in ${elsewhere.join(" or ")}`;
    }),
    eachInStack(SECRET, (secret) =>
      (secret.props.replicas ?? [])
        .filter((replica) => !hasLocalKey(replica, secret))
        .map(({ region }) => `the replica in ${region} has a kmsKeyId of ours in ${region}`),
    ),
  ],
});

/** A secret of the same name that stands in that Region on its own. */
const isWrittenInto = (region: string, { props: { name } }: Secret, stack: Stack): boolean =>
  name !== undefined &&
  stack.of(SECRET).some((other) => other.props.name === name && regionOf(other) === region);

function hasLocalKey(replica: Replica, secret: Secret): boolean {
  if (!("kmsKeyId" in replica)) return false;
  const keyId = knownOr(() => replica.kmsKeyId, undefined);
  if (keyId !== undefined && keyId !== "") {
    return !isAwsKey(keyId) && (regionOfArn(keyId) ?? replica.region) === replica.region;
  }
  const keys = secret.propertyDependencies.replicas ?? [];
  return keys.some((key) => /^aws:kms\//.test(key.type) && regionOf(key) === replica.region);
}
