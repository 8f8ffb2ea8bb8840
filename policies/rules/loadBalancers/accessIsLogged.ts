import { leadsTo } from "../../facts/links.ts";
import { LISTENER, LOAD_BALANCER } from "../../facts/tokens.ts";
import { defineRule, eachInStack } from "../../judge/rule.ts";

export const accessIsLogged = defineRule({
  id: "P-36",
  name: "access-is-logged",
  says: "A load balancer that ends TLS writes access logs; a VPC or subnet that a stack declares has a flow log.",
  why: "A TCP listener writes no access log: what reaches it is seen in the flow logs of its subnets alone.",
  levels: "- A M",
  checks: [
    eachInStack(LISTENER, (listener, stack) => {
      const { protocol } = listener.props;
      if (protocol !== "TLS" && protocol !== "HTTPS") return null;
      return stack
        .of(LOAD_BALANCER)
        .filter((one) => leadsTo(listener, "loadBalancerArn", one))
        .filter(({ props }) => props.accessLogs?.enabled !== true)
        .map(({ name }) => `accessLogs.enabled of ${name} is true, for this listener ends TLS`);
    }),
    eachInStack("aws:ec2/vpc:Vpc", (vpc, stack) =>
      stack.of(FLOW_LOG).some((log) => leadsTo(log, "vpcId", vpc)) ? null : "it has a flow log",
    ),
    eachInStack("aws:ec2/subnet:Subnet", (subnet, stack) => {
      const itsVpc = stack.of("aws:ec2/vpc:Vpc").some((vpc) => leadsTo(subnet, "vpcId", vpc));
      // The flow log of a VPC covers its subnets, and is asked of the VPC.
      const isCovered =
        itsVpc || stack.of(FLOW_LOG).some((log) => leadsTo(log, "subnetId", subnet));
      return isCovered ? null : "it has a flow log";
    }),
  ],
});

const FLOW_LOG = "aws:ec2/flowLog:FlowLog";
