import type { PolicyConfigSchema } from "@pulumi/policy";

/** What the rules are told about an environment, because no resource says it: by name, in the pack's configuration. */
export type Settings = {
  serviceName: string;
  regions: Record<string, string>;
  otherRegions: string[];
  ttlSecondsMax: number;
  allowOverwrite: boolean;
  recoveryWindowDaysMin: number;
  vaultCidrs: string[];
  bastionSecurityGroups: string[];
  clientVpcs: string[];
  beaconBuckets: string[];
  requiredTags: string[];
  sslPolicies: string[];
  actionsWithoutResource: string[];
};

export type SettingName = keyof Settings;
/** The settings that a check uses. */
export type Needs<Name extends SettingName> = Pick<Settings, Name>;

type Schema = PolicyConfigSchema["properties"][string] & { description: string };

const texts = (description: string, fallback: string[]): Schema => ({
  type: "array",
  items: { type: "string" },
  description,
  default: fallback,
});

/** A setting without a default must be given: the engine refuses the pack without it. */
export const SETTINGS: Record<SettingName, Schema> = {
  serviceName: {
    type: "string",
    minLength: 1,
    description: "the name that clients call: `vault-dr:service.name` of the stack file",
  },
  regions: {
    type: "object",
    minProperties: 2,
    additionalProperties: { type: "string" },
    description: "Region → its own name: `vault-dr:regions` of the stack file",
  },
  otherRegions: texts("Regions beside Vault's that resources may stand in: the run store's", []),
  ttlSecondsMax: {
    type: "number",
    default: 60,
    description: "longest TTL of the service's record",
  },
  allowOverwrite: {
    type: "boolean",
    default: false,
    description: "whether the service's record may take over one that exists already",
  },
  recoveryWindowDaysMin: {
    type: "number",
    default: 7,
    description: "days for which a deleted secret can be had back, at least",
  },
  vaultCidrs: texts(
    "the subnets of Vault's nodes in all Regions, or prefix lists of them: who may reach 8201",
    [],
  ),
  bastionSecurityGroups: texts("ids of the groups from which 22 may be reached", []),
  clientVpcs: texts("VPCs of clients, which a private zone must be associated with", []),
  beaconBuckets: texts("buckets whose objects anybody may read, because a latch looks at them", []),
  requiredTags: texts("tags that every resource bears", [
    "app",
    "env",
    "owner",
    "cost-center",
    "data-class",
    "vault:role",
    "resilience:tier",
  ]),
  sslPolicies: texts("what a TLS listener may use: TLS 1.2 and newer", [
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-TLS-1-2-2017-01",
    "ELBSecurityPolicy-TLS-1-2-Ext-2018-06",
  ]),
  actionsWithoutResource: texts("IAM actions that AWS grants on `*` only", [
    "autoscaling:DescribeAutoScalingGroups",
    "cloudwatch:PutMetricData",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeTargetHealth",
    "kms:ListAliases",
    "route53:ListHostedZones",
    "secretsmanager:BatchGetSecretValue",
    "secretsmanager:ListSecrets",
    "sts:GetCallerIdentity",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
  ]),
};
