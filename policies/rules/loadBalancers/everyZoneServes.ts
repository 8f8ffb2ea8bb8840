import { found } from "../../facts/found.ts";
import { eachGroup } from "../../facts/targetGroups.ts";
import { LOAD_BALANCER, TARGET_GROUP } from "../../facts/tokens.ts";
import { defineRule, each } from "../../judge/rule.ts";

const ZONES_MIN = 3;

export const everyZoneServes = defineRule({
  id: "P-12",
  name: "every-zone-serves",
  says: `A load balancer stands in at least ${ZONES_MIN} zones; the group of 8201 balances across them; no group is sticky.`,
  why: "Only one node answers on 8201: without balancing across zones the others leave the name for 8200 too. Stickiness turns passive health checks off.",
  levels: "A M M",
  checks: [
    each(LOAD_BALANCER, ({ subnets, subnetMappings }) => {
      const zones = subnetMappings?.length ?? subnets?.length ?? 0; // one subnet a zone
      return zones >= ZONES_MIN
        ? null
        : `it has subnets in at least ${ZONES_MIN} zones, found ${zones}`;
    }),
    eachGroup("cluster", ({ loadBalancingCrossZoneEnabled }) =>
      loadBalancingCrossZoneEnabled === "true"
        ? null
        : `loadBalancingCrossZoneEnabled is "true", ${found(loadBalancingCrossZoneEnabled)}`,
    ),
    each(TARGET_GROUP, ({ stickiness }) =>
      stickiness === undefined || stickiness.enabled === false
        ? null
        : "stickiness is left out, or its enabled is false",
    ),
  ],
});
