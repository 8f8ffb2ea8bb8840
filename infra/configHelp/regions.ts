import { ARN, type KeyHelp } from "./keyHelp.ts";

const CIDRS = "IPv4 networks";
const HOST = "a bare host name: no scheme, port or path";

/** The Regions, and what stands in front of Vault there. `*` stands for a Region's name. */
export const REGIONS_HELP: Record<string, KeyHelp> = {
  regions: {
    allowed: "two or more Regions by name",
    example: "{ us-west-2: …, us-east-1: … }",
    about: "Where Vault is.",
  },
  "regions.*": {
    allowed: "a Region's name and its load balancer",
    example: "{ name: vault-us-west-2.test.acme.com, … }",
    about: "One Region, by AWS's name for it. It has `existingLoadBalancer` or `network`.",
  },
  "regions.*.name": {
    allowed: "a bare host name: the Region's own",
    example: "vault-us-west-2.test.acme.com",
    about: "The Region's own name: the service's CNAME is pointed at it.",
  },
  "regions.*.address": {
    allowed: "https://host:port, no path",
    example: "https://10.0.1.4:8200",
    about: "How the command reaches Vault there; by itself `https://<name>:<port>`.",
  },
  "regions.*.clusterAddress": {
    allowed: "host:port",
    example: "10.0.1.4:8201",
    about: "What a secondary is told as `primary_cluster_addr`; by itself `<name>:8201`.",
  },
  "regions.*.nodes": {
    allowed: "a list of https addresses",
    example: '["https://10.0.1.5:8200"]',
    about: "The single nodes. Not in this release.",
    fallback: "[]",
  },
  "regions.*.existingLoadBalancer": {
    allowed: "the load balancer of the Region",
    example: "{ dnsName: internal-vault-1.us-west-2.elb.amazonaws.com }",
    about: "A load balancer that is there already. The Region's name becomes a CNAME to it.",
  },
  "regions.*.existingLoadBalancer.dnsName": {
    allowed: HOST,
    example: "internal-vault-1.us-west-2.elb.amazonaws.com",
    about: "Its name.",
  },
  "regions.*.existingLoadBalancer.arn": {
    allowed: ARN,
    example: "arn:aws:elasticloadbalancing:…",
    about: "With the next key: what the edge fence needs.",
  },
  "regions.*.existingLoadBalancer.fenceSecurityGroup": {
    allowed: "a security group id",
    example: "sg-0fe1",
    about: "The group that lets operators and peers in, and no client.",
  },
  "regions.*.network": {
    allowed: "where to declare a load balancer",
    example: "{ vpcId: vpc-0a1b, … }",
    about: "Instead of `existingLoadBalancer`: the stack declares one here, with its groups.",
  },
  "regions.*.network.vpcId": { allowed: "a VPC's id", example: "vpc-0a1b", about: "Its VPC." },
  "regions.*.network.subnetIds": {
    allowed: "two or more subnets, one a zone",
    example: "[subnet-1, subnet-2, subnet-3]",
    about: "Its subnets. Staging and prod ask for three zones.",
  },
  "regions.*.network.clientCidrs": {
    allowed: CIDRS,
    example: "[10.0.0.0/8]",
    about: "Who may call Vault.",
  },
  "regions.*.network.operatorCidrs": {
    allowed: CIDRS,
    example: "[10.9.0.0/16]",
    about: "Who may still call it while the Region is fenced.",
  },
  "regions.*.network.targets": {
    allowed: "one of autoScalingGroup, instanceIds, ips",
    example: "{ autoScalingGroup: vault-us-east-1 }",
    about: "How Vault's nodes are found.",
  },
  "regions.*.network.targets.autoScalingGroup": {
    allowed: "an auto scaling group's name",
    example: "vault-us-east-1",
    about: "All nodes of that group.",
  },
  "regions.*.network.targets.instanceIds": {
    allowed: "a list of instance ids",
    example: "[i-0a1b]",
    about: "These instances.",
  },
  "regions.*.network.targets.ips": {
    allowed: "a list of IPv4 addresses",
    example: "[10.1.0.4]",
    about: "These addresses.",
  },
  "regions.*.vaultCidrs": {
    allowed: CIDRS,
    example: "[10.1.0.0/20]",
    about:
      "Where the Region's Vault nodes are. Its load balancer reaches them alone, and the other Regions' let them in on 8201. Needed as soon as one Region has `network`.",
  },
  "regions.*.kmsKeyArn": {
    allowed: ARN,
    example: "arn:aws:kms:us-east-1:…",
    about: "A key of the Region that is there already.",
  },
};
