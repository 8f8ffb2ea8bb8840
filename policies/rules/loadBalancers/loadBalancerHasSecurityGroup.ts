import { LOAD_BALANCER } from "../../facts/tokens.ts";
import { defineRule, each } from "../../judge/rule.ts";

export const loadBalancerHasSecurityGroup = defineRule({
  id: "P-13",
  name: "load-balancer-has-security-group",
  says: "A load balancer has a security group from the beginning.",
  why: "One that gets its first group later is replaced, and without a group it cannot be fenced.",
  levels: "M M M",
  checks: [
    each(LOAD_BALANCER, ({ securityGroups }) =>
      (securityGroups?.length ?? 0) > 0 ? null : "securityGroups names at least one group",
    ),
  ],
});
