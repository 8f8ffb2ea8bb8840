import { Alias, Key } from "@pulumi/aws/kms/index.js";
import type * as pulumi from "@pulumi/pulumi";
import { type Owned, tagsFor } from "./naming.ts";

/** `what`: one word for what it encrypts, in its alias too. */
export type OwnKeyArgs = Owned & { region: string; what: string };

/** A key of the stack's own: rotated, and had back for thirty days by whoever deletes it. Its policy is AWS's: the account. */
export function ownKey(
  name: string,
  { region, what, ...owned }: OwnKeyArgs,
  parent: pulumi.Resource,
): Key {
  const key = new Key(
    `${name}-key`,
    {
      region,
      description: `${owned.environment}: the ${what} of Vault's moves`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      tags: tagsFor(owned, `${what}-key`),
    },
    { parent, protect: true },
  );
  new Alias(
    `${name}-key`,
    { region, name: `alias/vault-dr-${owned.environment}-${what}`, targetKeyId: key.keyId },
    { parent },
  );
  return key;
}
