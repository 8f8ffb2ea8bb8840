import type { ZoneArgs } from "@pulumi/aws/route53/index.js";
import { leadsTo } from "../../facts/links.ts";
import { ZONE } from "../../facts/tokens.ts";
import type { Plain } from "../../judge/plain.ts";
import { defineRule, each, eachInStack } from "../../judge/rule.ts";
import type { Needs } from "../../judge/settings.ts";

export const zoneOutlivesItsRegion = defineRule({
  id: "P-24",
  name: "zone-outlives-its-region",
  says: "A public zone has accelerated recovery and is not destroyed with its records; a private one is associated with every client VPC of all Regions.",
  why: "Route 53 is changed through us-east-1. In a private zone a VPC that is not associated resolves nothing.",
  levels: "A M M",
  settings: ["clientVpcs"],
  checks: [
    each(ZONE, (zone) =>
      isPrivate(zone) || zone.enableAcceleratedRecovery === true
        ? null
        : "enableAcceleratedRecovery is true",
    ),
    each(ZONE, ({ forceDestroy }) => (forceDestroy === true ? "forceDestroy is false" : null)),
    eachInStack(ZONE, (zone, stack, { clientVpcs }: Needs<"clientVpcs">) => {
      if (!isPrivate(zone.props)) return null;
      const own = (zone.props.vpcs ?? []).map(({ vpcId }) => vpcId);
      const added = stack
        .of("aws:route53/zoneAssociation:ZoneAssociation")
        .filter((one) => leadsTo(one, "zoneId", zone))
        .map(({ props }) => props.vpcId);
      return clientVpcs
        .filter((vpc) => ![...own, ...added].includes(vpc))
        .map((vpc) => `it is associated with ${vpc}`);
    }),
  ],
});

const isPrivate = ({ vpcs }: Plain<ZoneArgs>): boolean => (vpcs?.length ?? 0) > 0;
