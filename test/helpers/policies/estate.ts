import type { Fixture } from "./judge.ts";

/** An estate that keeps every rule. A case takes it and breaks one thing. */
export const WEST = "us-west-2";
export const EAST = "us-east-1";
export const THIRD = "us-east-2";
export const SERVICE = "vault.prod.acme.com";
export const NAMES = {
  [WEST]: "vault-us-west-2.prod.acme.com",
  [EAST]: "vault-us-east-1.prod.acme.com",
};
export const SETTINGS = {
  serviceName: SERVICE,
  regions: NAMES,
  otherRegions: [THIRD],
  ttlSecondsMax: 10,
  recoveryWindowDaysMin: 30,
  vaultCidrs: ["10.1.0.0/16", "10.2.0.0/16", "fd00:1::/32", "pl-peers"],
  bastionSecurityGroups: ["sg-bastion"],
  clientVpcs: ["vpc-west", "vpc-east"],
  beaconBuckets: ["acme-vault-beacon"],
};

export const TAGS = {
  app: "vault",
  env: "prod",
  owner: "platform",
  "cost-center": "4711",
  "data-class": "secret",
  "vault:role": "vault",
  "resilience:tier": "0",
};
export const tagged = (role: string) => ({ ...TAGS, "vault:role": role });

export const PROTECTED = { opts: { protect: true } };
const HEALTH = "/v1/sys/health?standbyok=true&perfstandbyok=true&drsecondarycode=200";
const healthCheck = {
  protocol: "HTTPS",
  port: "8200",
  path: HEALTH,
  matcher: "200",
  interval: 5,
  timeout: 3,
  unhealthyThreshold: 2,
};

export const loadBalancer: Fixture = {
  type: "aws:lb/loadBalancer:LoadBalancer",
  name: "edge",
  ...PROTECTED,
  props: {
    region: WEST,
    internal: true,
    loadBalancerType: "network",
    subnets: ["subnet-1", "subnet-2", "subnet-3"],
    securityGroups: ["sg-edge"],
    enableDeletionProtection: true,
    tags: TAGS,
  },
};
export const apiGroup: Fixture = {
  type: "aws:lb/targetGroup:TargetGroup",
  name: "api",
  props: {
    region: WEST,
    port: 8200,
    protocol: "TCP",
    deregistrationDelay: 15,
    connectionTermination: true,
    healthCheck,
    tags: tagged("api"),
  },
};
export const clusterGroup: Fixture = {
  type: "aws:lb/targetGroup:TargetGroup",
  name: "cluster",
  props: {
    region: WEST,
    port: 8201,
    protocol: "TCP",
    loadBalancingCrossZoneEnabled: "true",
    stickiness: { type: "source_ip", enabled: false },
    healthCheck: { ...healthCheck, path: "/v1/sys/health?drsecondarycode=200" },
    tags: tagged("cluster"),
  },
};
export const roleGroup: Fixture = {
  type: "aws:lb/targetGroup:TargetGroup",
  name: "role",
  props: {
    ...apiGroup.props,
    healthCheck: { ...healthCheck, path: "/v1/sys/health?perfstandbyok=true" },
    tags: tagged("role"),
  },
};
const listener = (name: string, port: number, group: string): Fixture => ({
  type: "aws:lb/listener:Listener",
  name,
  props: { region: WEST, port, protocol: "TCP", loadBalancerArn: "arn:edge", tags: TAGS },
  uses: { loadBalancerArn: ["edge"], defaultActions: [group] },
});
export const apiListener: Fixture = listener("listener-api", 8200, "api");
export const clusterListener: Fixture = listener("listener-cluster", 8201, "cluster");

export const securityGroup: Fixture = {
  type: "aws:ec2/securityGroup:SecurityGroup",
  name: "clients",
  props: {
    region: WEST,
    ingress: [{ protocol: "tcp", fromPort: 8200, toPort: 8200, cidrBlocks: ["10.0.0.0/8"] }],
    egress: [{ protocol: "tcp", fromPort: 8200, toPort: 8201, securityGroups: ["sg-nodes"] }],
    tags: TAGS,
  },
};
export const peersIn: Fixture = {
  type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  name: "peers",
  props: { region: WEST, ipProtocol: "tcp", fromPort: 8201, toPort: 8201, cidrIpv4: "10.2.4.0/24" },
};
export const nodesOut: Fixture = {
  type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  name: "to-nodes",
  props: {
    region: WEST,
    ipProtocol: "tcp",
    fromPort: 8200,
    toPort: 8201,
    referencedSecurityGroupId: "sg-nodes",
  },
};
export const bastionIn: Fixture = {
  type: "aws:ec2/securityGroupRule:SecurityGroupRule",
  name: "bastion",
  props: {
    region: WEST,
    type: "ingress",
    protocol: "tcp",
    fromPort: 22,
    toPort: 22,
    sourceSecurityGroupId: "sg-bastion",
  },
};

const record = (name: string, own: string, value: string): Fixture => ({
  type: "aws:route53/record:Record",
  name,
  ...PROTECTED,
  props: { zoneId: "Z1", name: own, type: "CNAME", ttl: 5, records: [value] },
});
export const service: Fixture = record("service", SERVICE, NAMES[WEST]);
export const westName: Fixture = record(
  "west",
  NAMES[WEST],
  "vault-0a1b.elb.us-west-2.amazonaws.com",
);
export const eastName: Fixture = record(
  "east",
  NAMES[EAST],
  "internal-vault-2376.us-east-1.elb.amazonaws.com",
);
export const zone: Fixture = {
  type: "aws:route53/zone:Zone",
  name: "public",
  props: {
    name: "prod.acme.com",
    enableAcceleratedRecovery: true,
    forceDestroy: false,
    tags: TAGS,
  },
};
export const privateZone: Fixture = {
  type: "aws:route53/zone:Zone",
  name: "private",
  props: { id: "Z2", name: "prod.acme.com", vpcs: [{ vpcId: "vpc-west" }], tags: TAGS },
};
export const zoneAssociation: Fixture = {
  type: "aws:route53/zoneAssociation:ZoneAssociation",
  name: "east-clients",
  props: { region: EAST, zoneId: "Z2", vpcId: "vpc-east", vpcRegion: EAST },
};
export const certificate: Fixture = {
  type: "aws:acm/certificate:Certificate",
  name: "certificate",
  props: {
    region: WEST,
    domainName: SERVICE,
    subjectAlternativeNames: [NAMES[WEST]],
    tags: TAGS,
  },
};
