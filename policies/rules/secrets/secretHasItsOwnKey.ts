import { isAwsKey } from "../../facts/keys.ts";
import { SECRET } from "../../facts/tokens.ts";
import { defineRule, each } from "../../judge/rule.ts";
import { knownOr } from "../../judge/unknown.ts";

export const secretHasItsOwnKey = defineRule({
  id: "P-27",
  name: "secret-has-its-own-key",
  says: "A secret is encrypted with a key of ours, not with aws/secretsmanager.",
  why: "AWS's key has a policy that cannot be changed: it can deny nobody, and tells nobody apart.",
  levels: "A M M",
  checks: [
    each(SECRET, (secret) => {
      // The id of a key that the same update makes is not known yet; then it is a key of ours.
      const isOwn = "kmsKeyId" in secret && !isAwsKey(knownOr(() => secret.kmsKeyId, undefined));
      return isOwn ? null : "kmsKeyId is a key of ours";
    }),
  ],
});
