import { leadsTo } from "../../facts/links.ts";
import { allowed } from "../../facts/policyDocuments.ts";
import { KEY, REPLICA_KEY } from "../../facts/tokens.ts";
import { defineRule, each, eachInStack } from "../../judge/rule.ts";

const WINDOW_DAYS = 30;
const BOTH = [KEY, REPLICA_KEY] as const;

export const keyIsKept = defineRule({
  id: "P-30",
  name: "key-is-kept",
  says: `A KMS key rotates, is protected, waits ${WINDOW_DAYS} days before it is deleted, and gives nobody at large kms:*; the key of Pulumi's secrets (vault:role=pulumi-secrets) has a replica in another Region.`,
  why: "What is encrypted with a key is lost with it.",
  levels: "A M M",
  checks: [
    each(KEY, ({ enableKeyRotation }) =>
      enableKeyRotation === true ? null : "enableKeyRotation is true",
    ),
    each(BOTH, ({ deletionWindowInDays: days = WINDOW_DAYS }) =>
      days === WINDOW_DAYS ? null : `deletionWindowInDays is ${WINDOW_DAYS}, found ${days}`,
    ),
    each(BOTH, (_, { opts }) => (opts.protect ? null : "the option protect is true")),
    each(BOTH, ({ bypassPolicyLockoutSafetyCheck }) =>
      bypassPolicyLockoutSafetyCheck === true ? "bypassPolicyLockoutSafetyCheck is left out" : null,
    ),
    each(BOTH, ({ policy }) => {
      const isOpen = allowed(policy).some(
        ({ actions, principals, excepts }) =>
          (principals.includes("*") || excepts.includes("NotPrincipal")) &&
          (actions.some((action) => /^(kms:)?\*$/i.test(action)) || excepts.includes("NotAction")),
      );
      return isOpen ? "its policy gives kms:* to named principals, found everybody" : null;
    }),
    eachInStack(KEY, (key, stack) => {
      if (key.props.tags?.["vault:role"] !== "pulumi-secrets") return null;
      const replicas = stack.of(REPLICA_KEY).filter((one) => leadsTo(one, "primaryKeyArn", key));
      return key.props.multiRegion === true && replicas.length > 0
        ? null
        : "multiRegion is true, and a ReplicaKey of it stands in another Region";
    }),
  ],
});
