import { accessIsLogged } from "../../../../policies/rules/loadBalancers/accessIsLogged.ts";
import { everyZoneServes } from "../../../../policies/rules/loadBalancers/everyZoneServes.ts";
import { listenerKeepsTlsWhole } from "../../../../policies/rules/loadBalancers/listenerKeepsTlsWhole.ts";
import { loadBalancerHasSecurityGroup } from "../../../../policies/rules/loadBalancers/loadBalancerHasSecurityGroup.ts";
import { loadBalancerIsInternal } from "../../../../policies/rules/loadBalancers/loadBalancerIsInternal.ts";
import { loadBalancerIsProtected } from "../../../../policies/rules/loadBalancers/loadBalancerIsProtected.ts";
import { oldConnectionsEnd } from "../../../../policies/rules/loadBalancers/oldConnectionsEnd.ts";
import { oneTypeOfLoadBalancer } from "../../../../policies/rules/loadBalancers/oneTypeOfLoadBalancer.ts";
import { replicationPassesThrough } from "../../../../policies/rules/loadBalancers/replicationPassesThrough.ts";
import { breach, but, type Case, having, without } from "../case.ts";
import { apiGroup, apiListener, clusterGroup, clusterListener, loadBalancer } from "../estate.ts";
import { flowLog, subnet } from "../estateStorage.ts";

const other = (type: string, props: Record<string, unknown> = {}) => ({
  type,
  name: "other",
  props,
});
const TLS13 = "ELBSecurityPolicy-TLS13-1-2-2021-06";

export const loadBalancerCases: Case[] = [
  {
    rule: oneTypeOfLoadBalancer,
    kept: {
      "a component, which is looked at by what it makes": having([
        other("awsx:lb:NetworkLoadBalancer"),
        other("acme:infra:LoadBalancer"),
      ]),
      "a service inside a cluster": having([
        other("kubernetes:core/v1:Service", { spec: { type: "ClusterIP" } }),
      ]),
    },
    broken: {
      "the twin of the load balancer": breach(
        other("aws:alb/loadBalancer:LoadBalancer"),
        "aws:lb/*",
      ),
      "the twin of a listener": breach(other("aws:alb/listener:Listener"), "aws:lb/*"),
      "the twin of a target group": breach(other("aws:alb/targetGroup:TargetGroup"), "aws:lb/*"),
      "a Classic one": breach(other("aws:elb/loadBalancer:LoadBalancer"), "aws:lb/*"),
      "an old name": breach(
        other("aws:elasticloadbalancingv2/loadBalancer:LoadBalancer"),
        "found aws:elasticloadbalancingv2",
      ),
      "another old name": breach(
        other("aws:applicationloadbalancing/listener:Listener"),
        "aws:lb/*",
      ),
      "one made by CloudFormation": breach(other("aws:cloudformation/stack:Stack"), "aws:lb/*"),
      "one made by Cloud Control": breach(other("aws:cloudcontrol/resource:Resource"), "aws:lb/*"),
      "the other AWS provider's": breach(
        other("aws-native:elasticloadbalancingv2:LoadBalancer"),
        "aws:lb/*",
      ),
      "another cloud's": breach(
        { ...other("azure-native:network:LoadBalancer"), provider: {} },
        "aws:lb/*",
      ),
      "a cluster's": breach(
        other("kubernetes:core/v1:Service", { spec: { type: "LoadBalancer" } }),
        "aws:lb/*",
      ),
    },
  },
  {
    rule: oldConnectionsEnd,
    broken: {
      "they may stay for 31 s": breach(but(apiGroup, { deregistrationDelay: 31 }), "found 31 s"),
      "they may stay as long as AWS lets them": breach(
        but(apiGroup, { deregistrationDelay: undefined }),
        "found 300 s",
      ),
      "they stay open": breach(
        but(apiGroup, { connectionTermination: undefined }),
        "connectionTermination is true",
      ),
    },
  },
  {
    rule: replicationPassesThrough,
    broken: {
      "the load balancer ends TLS": breach(
        but(clusterListener, { protocol: "TLS" }),
        'protocol of the listener on 8201 is TCP, found "TLS"',
      ),
      "its group speaks TLS": breach(but(clusterGroup, { protocol: "TLS" }), "protocol is TCP"),
      "health is asked on 8201": breach(
        but(clusterGroup, { healthCheck: { port: "traffic-port" } }),
        "healthCheck.port is 8200",
      ),
    },
  },
  {
    rule: listenerKeepsTlsWhole,
    kept: { "TLS 1.3": having([but(apiListener, { protocol: "TLS", sslPolicy: TLS13 })]) },
    broken: {
      "AWS's default policy, by saying none": breach(
        but(apiListener, { protocol: "TLS" }),
        "sslPolicy is of TLS 1.2 or newer, found nothing",
      ),
      "AWS's default policy, by name": breach(
        but(apiListener, { protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-2016-08" }),
        "2016-08",
      ),
      "no TLS at all": breach(but(apiListener, { protocol: "HTTP" }), 'found "HTTP"'),
    },
  },
  {
    rule: loadBalancerIsInternal,
    broken: {
      "it faces the Internet": breach(
        but(loadBalancer, { internal: false }),
        "internal is true, found false",
      ),
      "nothing is said": breach(but(loadBalancer, { internal: undefined }), "found nothing"),
    },
  },
  {
    rule: loadBalancerIsProtected,
    broken: {
      "AWS lets it be deleted": breach(
        but(loadBalancer, { enableDeletionProtection: false }),
        "enableDeletionProtection is true",
      ),
      "Pulumi lets it be deleted": breach(
        { ...loadBalancer, opts: { protect: false } },
        "the option protect is true",
      ),
    },
  },
  {
    rule: everyZoneServes,
    kept: {
      "subnets by their mappings": having([
        but(loadBalancer, { subnets: undefined, subnetMappings: [1, 2, 3].map(() => ({})) }),
      ]),
    },
    broken: {
      "two zones": breach(but(loadBalancer, { subnets: ["subnet-1", "subnet-2"] }), "found 2"),
      "replication stays in its zone": breach(
        but(clusterGroup, { loadBalancingCrossZoneEnabled: "use_load_balancer_configuration" }),
        'loadBalancingCrossZoneEnabled is "true"',
      ),
      "a sticky group": breach(
        but(apiGroup, { stickiness: { type: "source_ip", enabled: true } }),
        "stickiness is left out",
      ),
      "stickiness that is on because nothing is said": breach(
        but(apiGroup, { stickiness: { type: "source_ip" } }),
        "stickiness is left out",
      ),
    },
  },
  {
    rule: loadBalancerHasSecurityGroup,
    broken: {
      "none is named": breach(but(loadBalancer, { securityGroups: undefined }), "at least one"),
      "the list is empty": breach(but(loadBalancer, { securityGroups: [] }), "at least one"),
    },
  },
  {
    rule: accessIsLogged,
    kept: {
      "a load balancer that ends TLS and writes logs": having([
        but(apiListener, { protocol: "TLS", sslPolicy: TLS13 }),
        but(loadBalancer, { accessLogs: { bucket: "logs", enabled: true } }),
      ]),
      "a subnet of somebody else's VPC with a flow log of its own": having([
        but(subnet, { vpcId: "vpc-other" }),
        {
          ...flowLog,
          name: "own",
          props: { ...flowLog.props, vpcId: undefined, subnetId: "subnet-1" },
        },
      ]),
    },
    broken: {
      "one that ends TLS writes none": breach(
        but(apiListener, { protocol: "TLS", sslPolicy: TLS13 }),
        "accessLogs.enabled of edge is true",
      ),
      "a VPC without a flow log": { estate: without(flowLog), says: ["it has a flow log"] },
      "a subnet without one": breach(but(subnet, { vpcId: "vpc-other" }), "it has a flow log"),
    },
  },
];
