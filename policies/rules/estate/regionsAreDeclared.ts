import { found } from "../../facts/found.ts";
import { regionOf } from "../../facts/regions.ts";
import { defineRule, every, whole } from "../../judge/rule.ts";
import type { Needs } from "../../judge/settings.ts";

type Own = Needs<"regions" | "otherRegions">;

export const regionsAreDeclared = defineRule({
  id: "P-41",
  name: "regions-are-declared",
  says: "Every resource stands in a Region of the environment; Vault's Regions have names of their own, and what decides between them stands in none of them.",
  why: "Two Regions that share something fail together.",
  levels: "M M M",
  settings: ["regions", "otherRegions"],
  checks: [
    every((resource, { regions, otherRegions }: Own) => {
      if (!/^aws:/.test(resource.type) || GLOBAL.test(resource.type)) return null;
      const region = regionOf(resource);
      const declared = [...Object.keys(regions), ...otherRegions];
      return region !== null && declared.includes(region)
        ? null
        : `its Region is one of ${declared.join(", ")}, ${found(region)}`;
    }),
    whole((_, { regions }: Own) => {
      const names = Object.values(regions);
      return new Set(names).size === names.length
        ? null
        : `each Region has a name of its own, found ${names.join(", ")}`;
    }),
    whole((_, { regions, otherRegions }: Own) =>
      otherRegions
        .filter((region) => region in regions)
        .map((region) => `a third Region is none of Vault's, found ${region}`),
    ),
  ],
});

/** Of no Region, whatever their provider's is. */
const GLOBAL = /^aws:(iam|route53|route53recoverycontrol|cloudfront|globalaccelerator)\//;
