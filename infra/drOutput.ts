import type * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "./contract.ts";
import type { VaultEdge } from "./vaultEdge.ts";

/** What was declared, as far as the output tells it. */
export type Declared = {
  recordIds: pulumi.Input<string[]>;
  /** By Region: those whose load balancer is the stack's. */
  edges: Readonly<Record<string, VaultEdge>>;
};

type About = { environment: string; revision: string };

/** The stack's one output, of the schema in `contract.ts`; what AWS chooses is known when it is there. */
export function drOutput(
  config: StackConfig,
  { environment, revision }: About,
  { recordIds, edges }: Declared,
) {
  const { name, hostedZoneId, ttlSeconds, traffic } = config.service;
  const regions = Object.keys(config.regions).map((region) => [
    region,
    regionOutput(config, region, edges[region]),
  ]);
  return {
    schema: 1 as const,
    environment,
    revision,
    activeRegion: config.activeRegion,
    takeover: config.takeover,
    service: { name, hostedZoneId, recordIds, ttlSeconds, traffic },
    regions: Object.fromEntries(regions),
  };
}

function regionOutput({ regions }: StackConfig, region: string, edge: VaultEdge | undefined) {
  const { name = "", existingLoadBalancer: existing } = regions[region] ?? {};
  return edge === undefined
    ? {
        name,
        loadBalancerDnsName: existing?.dnsName ?? null,
        loadBalancerArn: existing?.arn ?? null,
        targetGroupArns: [],
        securityGroups: { client: null, fence: existing?.fenceSecurityGroup ?? null },
      }
    : {
        name,
        loadBalancerDnsName: edge.dnsName,
        loadBalancerArn: edge.arn,
        targetGroupArns: edge.targetGroupArns,
        securityGroups: edge.securityGroups,
      };
}
