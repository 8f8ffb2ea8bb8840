import { found } from "../../facts/found.ts";
import { type DnsRecord, failoverRoleOf, isService, serviceRecords } from "../../facts/records.ts";
import { RECORD } from "../../facts/tokens.ts";
import { defineRule, each, whole } from "../../judge/rule.ts";
import type { Needs } from "../../judge/settings.ts";

type Own = Needs<"serviceName" | "regions">;

export const failoverPairIsWhole = defineRule({
  id: "P-22",
  name: "failover-pair-is-whole",
  says: "Where health checks move the service there are a PRIMARY with a health check and a SECONDARY, each set apart by its Region, and no other way of routing.",
  why: "When all checks fail, a pair still has one answer; weights have none.",
  levels: "A M M",
  settings: ["serviceName", "regions"],
  checks: [
    each(RECORD, (record, _, settings: Own) =>
      isService(record, settings) && isRoutedOtherwise(record)
        ? "its routing is by failover, or simple"
        : null,
    ),
    each(RECORD, (record, _, settings: Own) => {
      if (!isService(record, settings) || failoverRoleOf(record) === undefined) return null;
      return Object.keys(settings.regions).includes(record.setIdentifier ?? "")
        ? null
        : `setIdentifier is the record's Region, ${found(record.setIdentifier)}`;
    }),
    each(RECORD, (record, _, settings: Own) =>
      isService(record, settings) &&
      failoverRoleOf(record) === "PRIMARY" &&
      !("healthCheckId" in record)
        ? "a PRIMARY has a healthCheckId"
        : null,
    ),
    whole((stack, settings: Own) => {
      const roles = serviceRecords(stack, settings).flatMap(
        ({ props }) => failoverRoleOf(props) ?? [],
      );
      if (roles.length === 0) return null;
      return ["PRIMARY", "SECONDARY"].map((role) => {
        const count = roles.filter((one) => one === role).length;
        return count === 1 ? null : `the service has one ${role}, found ${count}`;
      });
    }),
  ],
});

const isRoutedOtherwise = (record: DnsRecord): boolean =>
  record.weightedRoutingPolicies !== undefined ||
  record.latencyRoutingPolicies !== undefined ||
  record.geolocationRoutingPolicies !== undefined ||
  record.geoproximityRoutingPolicy !== undefined ||
  record.multivalueAnswerRoutingPolicy === true;
