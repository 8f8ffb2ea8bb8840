import { isService } from "../../facts/records.ts";
import { RECORD } from "../../facts/tokens.ts";
import { defineRule, each } from "../../judge/rule.ts";
import type { Needs } from "../../judge/settings.ts";

export const serviceTtlIsShort = defineRule({
  id: "P-16",
  name: "service-ttl-is-short",
  says: "The TTL of the service's record is at most 60 s, in prod at most 10 s.",
  why: "So long does every client stay where it was.",
  levels: "M M M",
  settings: ["serviceName", "ttlSecondsMax"],
  checks: [
    each(RECORD, (record, _, settings: Needs<"serviceName" | "ttlSecondsMax">) => {
      if (!isService(record, settings)) return null;
      const { ttlSecondsMax: max } = settings;
      // An alias has no TTL of its own: 60 s where it leads to a load balancer.
      const seconds = record.aliases === undefined ? record.ttl : 60;
      return seconds !== undefined && seconds <= max
        ? null
        : `ttl is at most ${max} s, found ${seconds === undefined ? "none" : `${seconds} s`}`;
    }),
  ],
});
