import { found } from "../../facts/found.ts";
import { isBareHost, isService, loadBalancerRegion, regionNamed } from "../../facts/records.ts";
import { regionOf } from "../../facts/regions.ts";
import { LOAD_BALANCER, RECORD } from "../../facts/tokens.ts";
import { defineRule, each, eachInStack } from "../../judge/rule.ts";
import type { Needs } from "../../judge/settings.ts";
import { knownOr } from "../../judge/unknown.ts";

export const recordValueIsBareHost = defineRule({
  id: "P-17",
  name: "record-value-is-bare-host",
  says: "The value of a CNAME is a bare host name: no scheme, port, path or space. The service's leads to no load balancer's own name, a Region's only to one of that Region.",
  why: "Route 53 takes https://… as a value, and the name then resolves to nothing.",
  levels: "M M M",
  settings: ["serviceName", "regions"],
  checks: [
    each(RECORD, ({ type, records = [] }) =>
      type === "CNAME"
        ? records.map((value) =>
            isBareHost(value) ? null : `its value is a bare host name, ${found(value)}`,
          )
        : null,
    ),
    each(RECORD, (record, _, settings: Needs<"serviceName">) =>
      isService(record, settings)
        ? (record.records ?? []).map((value) =>
            loadBalancerRegion(value) === null
              ? null
              : `its value is a Region's own name, not a load balancer's, ${found(value)}`,
          )
        : null,
    ),
    each(RECORD, (record, _, settings: Needs<"regions">) => {
      const own = regionNamed(record, settings);
      if (own === null) return null;
      return (record.records ?? []).map((value) => {
        const region = loadBalancerRegion(value);
        return region === null || region === own
          ? null
          : `the name of ${own} leads to a load balancer of ${own}, ${found(value)}`;
      });
    }),
    eachInStack(RECORD, ({ props, propertyDependencies }, _, settings: Needs<"regions">) => {
      const own = regionNamed(props, settings);
      if (own === null || props.aliases === undefined) return null;
      // The name of a load balancer that the same update makes is not known yet: it is told by where it comes from.
      const name = knownOr(() => props.aliases?.[0]?.name, undefined) ?? "";
      const balancers = propertyDependencies.aliases?.filter(({ type }) => type === LOAD_BALANCER);
      const regions = [loadBalancerRegion(name), ...(balancers ?? []).map(regionOf)];
      return regions
        .filter((region) => region !== null && region !== own)
        .map((region) => `the name of ${own} leads to a load balancer of ${own}, ${found(region)}`);
    }),
  ],
});
