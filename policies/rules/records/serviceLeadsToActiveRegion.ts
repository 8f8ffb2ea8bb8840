import { found } from "../../facts/found.ts";
import { type DnsRecord, failoverRoleOf, serviceRecords } from "../../facts/records.ts";
import { defineRule, type Stack, type Standing, whole } from "../../judge/rule.ts";
import type { Needs } from "../../judge/settings.ts";
import { knownOr } from "../../judge/unknown.ts";

type Own = Needs<"serviceName" | "regions">;
type Dr = { activeRegion?: string };

export const serviceLeadsToActiveRegion = defineRule({
  id: "P-20",
  name: "service-leads-to-active-region",
  says: "The service has one record, or one PRIMARY, and it leads to one Region's own name: the active one's, where the stack says which that is.",
  why: "Two Regions that both look active are a split brain by configuration.",
  levels: "M M M",
  settings: ["serviceName", "regions"],
  checks: [
    whole((stack, settings: Own) => {
      const leading = leadingRecords(stack, settings);
      return leading.length <= 1
        ? null
        : `one record leads clients, found ${leading.map(({ name }) => name).join(", ")}`;
    }),
    whole((stack, settings: Own) =>
      leadingRecords(stack, settings).map(({ props }) => {
        const value = props.records?.[0] ?? props.aliases?.[0]?.name;
        const region = regionOfName(value, settings);
        if (region === null) return `its value is the own name of a Region, ${found(value)}`;
        const active = activeRegionOf(stack);
        return active === null || active === region
          ? null
          : `its value is the own name of ${active}, which the stack says is active, ${found(value)}`;
      }),
    ),
  ],
});

/** The records that clients follow while nothing has failed: all but the SECONDARY of a latch. */
const leadingRecords = (stack: Stack, settings: Own): Standing<DnsRecord>[] =>
  serviceRecords(stack, settings).filter(({ props }) => failoverRoleOf(props) !== "SECONDARY");

const regionOfName = (value: string | undefined, { regions }: Own): string | null =>
  Object.entries(regions).find(
    ([, name]) => name.toLowerCase() === value?.toLowerCase().replace(/\.$/, ""),
  )?.[0] ?? null;

/** What the stack's own output `dr` says; null in a stack that has none. */
function activeRegionOf({ all }: Stack): string | null {
  const root = all.find(({ type }) => type === "pulumi:pulumi:Stack");
  return knownOr(() => (root?.props.dr as Dr | undefined)?.activeRegion, undefined) ?? null;
}
