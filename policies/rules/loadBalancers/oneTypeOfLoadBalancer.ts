import { defineRule, every } from "../../judge/rule.ts";

export const oneTypeOfLoadBalancer = defineRule({
  id: "P-01",
  name: "one-type-of-load-balancer",
  says: "Load balancers, listeners and target groups are of the types aws:lb/*, and nothing else makes one.",
  why: "The same load balancer has other type names, which no other rule would look at; a Classic one knows no matcher.",
  levels: "M M M",
  checks: [
    every(({ type, props, provider }) => {
      // A component has no provider: what it makes is looked at by itself.
      const isOthers = provider !== undefined && OTHERS.test(type);
      const isBanned = isOthers || BANNED.test(type) || isClusterBalancer(type, props);
      return isBanned ? `it is declared as aws:lb/*, found ${type}` : null;
    }),
  ],
});

const BANNED =
  /^aws:(alb|elb|applicationloadbalancing|elasticloadbalancing|elasticloadbalancingv2|cloudformation|cloudcontrol|servicecatalog)\/|^aws:lightsail\/lb|^aws-native:(elasticloadbalancing|elasticloadbalancingv2|cloudformation):/;

const OTHERS = /^(?!aws:)[\w-]+:.*(load_?balanc|forwarding_?rule)/i;

/** What a Kubernetes cluster makes one from. */
const isClusterBalancer = (type: string, { spec }: { spec?: unknown }): boolean =>
  /^kubernetes:core\/v1:Service$/.test(type) &&
  (spec as { type?: string } | undefined)?.type === "LoadBalancer";
