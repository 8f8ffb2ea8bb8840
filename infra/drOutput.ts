import type * as pulumi from "@pulumi/pulumi";
import type { DrOutput, StackConfig } from "./contract.ts";

/** The stack's one output, of the schema in `contract.ts`; record ids are known when the records are. */
export function drOutput(
  config: StackConfig,
  environment: string,
  revision: string,
  recordIds: pulumi.Input<string[]>,
) {
  const { name, hostedZoneId, ttlSeconds, traffic } = config.service;
  const regions = Object.entries(config.regions).map(
    ([region, { name: ownName, existingLoadBalancer }]): [string, DrOutput["regions"][string]] => [
      region,
      {
        name: ownName,
        loadBalancerDnsName: existingLoadBalancer?.dnsName ?? null,
        loadBalancerArn: existingLoadBalancer?.arn ?? null,
      },
    ],
  );
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
