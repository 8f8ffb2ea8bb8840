import { Record as Route53Record } from "@pulumi/aws/route53/index.js";
import * as pulumi from "@pulumi/pulumi";
import { regionOf, type StackConfig } from "./contract.ts";
import type { VaultEdge } from "./vaultEdge.ts";

/** One name: `key` is `cname` or a Region's name; `value` a bare host name, or null: the Region's edge is the stack's. */
export type RecordPlan = { key: string; name: string; value: string | null };

export type ServiceNameArgs = {
  config: Pick<StackConfig, "activeRegion" | "regions" | "service">;
  /** By Region: load balancers that the stack declares. */
  edges?: Readonly<Record<string, Pick<VaultEdge, "dnsName" | "zoneId">>>;
};

/** The name that clients call, pointed at the active Region's own name, and each Region's name at its load balancer. */
export class ServiceName extends pulumi.ComponentResource {
  public readonly recordIds: pulumi.Output<string[]>;

  constructor(name: string, args: ServiceNameArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vault-dr:infra:ServiceName", name, {}, opts);
    const { hostedZoneId, ttlSeconds } = args.config.service;
    const target = ({ key, value }: RecordPlan) => {
      const edge = args.edges?.[key];
      return value === null && edge !== undefined
        ? {
            type: "A",
            aliases: [{ name: edge.dnsName, zoneId: edge.zoneId, evaluateTargetHealth: true }],
          }
        : { type: "CNAME", ttl: ttlSeconds, records: [value ?? ""] };
    };
    const place = (plan: RecordPlan, dependsOn: Route53Record[]) =>
      new Route53Record(
        `${name}-${plan.key}`,
        {
          zoneId: hostedZoneId,
          name: plan.name,
          ...target(plan),
          // An UPSERT where the record exists already: it is adopted, and never missing in between.
          allowOverwrite: true,
        },
        // A record that is deleted and made again is remembered as missing for 900 s: refuse to.
        { parent: this, protect: true, dependsOn },
      );
    const [service, ...regional] = planRecords(args.config);
    // The service's name never leads to one that does not exist yet.
    const regions = regional.map((plan) => place(plan, []));
    const records = service === undefined ? regions : [place(service, regions), ...regions];
    this.recordIds = pulumi.all(records.map((record) => record.id));
    this.registerOutputs({ recordIds: this.recordIds });
  }
}

/** The records of the stack, the service's first; none where they are not the stack's (`existingRecords`). */
export function planRecords(config: ServiceNameArgs["config"]): RecordPlan[] {
  const { service, activeRegion, regions } = config;
  if (service.existingRecords) return [];
  const regional = Object.entries(regions).map(([key, { name, existingLoadBalancer }]) => {
    return { key, name, value: existingLoadBalancer?.dnsName ?? null };
  });
  const active = regionOf(config as StackConfig, activeRegion).name;
  return [{ key: "cname", name: service.name, value: active }, ...regional];
}
