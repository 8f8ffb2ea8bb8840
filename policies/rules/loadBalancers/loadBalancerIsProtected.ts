import { LOAD_BALANCER } from "../../facts/tokens.ts";
import { defineRule, each } from "../../judge/rule.ts";

export const loadBalancerIsProtected = defineRule({
  id: "P-11",
  name: "load-balancer-is-protected",
  says: "A load balancer cannot be deleted by mistake: neither in AWS nor by Pulumi.",
  why: "One that is deleted in the middle of a recovery takes its Region with it.",
  levels: "A M M",
  checks: [
    each(LOAD_BALANCER, ({ enableDeletionProtection }) =>
      enableDeletionProtection === true ? null : "enableDeletionProtection is true",
    ),
    each(LOAD_BALANCER, (_, { opts }) => (opts.protect ? null : "the option protect is true")),
  ],
});
