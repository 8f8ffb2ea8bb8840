import { found } from "../../facts/found.ts";
import { LOAD_BALANCER } from "../../facts/tokens.ts";
import { defineRule, each } from "../../judge/rule.ts";

export const loadBalancerIsInternal = defineRule({
  id: "P-10",
  name: "load-balancer-is-internal",
  says: "A load balancer is internal.",
  why: "Vault is not for the Internet.",
  levels: "M M M",
  checks: [
    each(LOAD_BALANCER, ({ internal }) =>
      internal === true ? null : `internal is true, ${found(internal)}`,
    ),
  ],
});
