import type { Properties, ResourceKind } from "../resourceKind.ts";
import { kept } from "./kept.ts";

const ACCOUNT = "123456789012";
const NAME_MAX = 32;

const text = (value: unknown): string => String(value ?? "");
const elbArn = ({ region }: Properties, rest: string): string =>
  `arn:aws:elasticloadbalancing:${text(region)}:${ACCOUNT}:${rest}`;

/** As the ELB API says it. */
const wrongName = ({ name }: Properties): string | null =>
  /^(?!internal-)[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/.test(text(name)) &&
  text(name).length <= NAME_MAX
    ? null
    : `ValidationError: the name '${text(name)}' is not valid`;

const rule = kept({
  required: ["securityGroupId", "ipProtocol", "fromPort", "toPort", "cidrIpv4"],
  optional: ["description"],
  replaceOn: ["securityGroupId"],
  id: (_inputs, mark) => `sgr-${mark}`,
  outs: (_inputs, id) => ({ securityGroupRuleId: id }),
});

const attachment = (required: string[]) =>
  kept({ required, replaceOn: required, id: (_inputs, mark) => mark });

/** A Region's edge: load balancer, target groups, listeners, security groups. Nothing in the sandbox calls ELB or EC2. */
export const EDGE_KINDS: Record<string, ResourceKind> = {
  "aws:ec2/securityGroup:SecurityGroup": kept({
    required: ["vpcId", "name"],
    optional: ["description", "revokeRulesOnDelete"],
    replaceOn: ["vpcId", "name", "description"],
    id: (_inputs, mark) => `sg-${mark}`,
    outs: ({ region }, id) => ({
      arn: `arn:aws:ec2:${text(region)}:${ACCOUNT}:security-group/${id}`,
    }),
  }),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": rule,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": rule,
  "aws:lb/loadBalancer:LoadBalancer": kept({
    required: ["name", "subnets", "loadBalancerType"],
    optional: [
      "internal",
      "securityGroups",
      "enableCrossZoneLoadBalancing",
      "enableDeletionProtection",
      "enableZonalShift",
    ],
    replaceOn: ["name", "loadBalancerType", "internal"],
    wrong: wrongName,
    id: (inputs, mark) => elbArn(inputs, `loadbalancer/net/${text(inputs.name)}/${mark}`),
    outs: ({ name, region }, id) => ({
      arn: id,
      dnsName: `${text(name)}-${id.split("/").at(-1)}.elb.${text(region)}.amazonaws.com`,
      zoneId: "Z18D5FSROUN65G",
    }),
  }),
  "aws:lb/targetGroup:TargetGroup": kept({
    required: ["name", "port", "protocol", "vpcId", "targetType"],
    optional: [
      "preserveClientIp",
      "deregistrationDelay",
      "connectionTermination",
      "stickiness",
      "loadBalancingCrossZoneEnabled",
      "healthCheck",
    ],
    replaceOn: ["name", "port", "protocol", "vpcId", "targetType"],
    wrong: wrongName,
    id: (inputs, mark) => elbArn(inputs, `targetgroup/${text(inputs.name)}/${mark}`),
    outs: (_inputs, id) => ({ arn: id }),
  }),
  "aws:lb/listener:Listener": kept({
    required: ["loadBalancerArn", "port", "protocol", "defaultActions"],
    replaceOn: ["loadBalancerArn"],
    id: (inputs, mark) => elbArn(inputs, `listener/net/${mark}`),
    outs: (_inputs, id) => ({ arn: id }),
  }),
  "aws:lb/targetGroupAttachment:TargetGroupAttachment": attachment(["targetGroupArn", "targetId"]),
  "aws:autoscaling/attachment:Attachment": attachment(["autoscalingGroupName", "lbTargetGroupArn"]),
};
