import { found } from "../../facts/found.ts";
import { eachGroup } from "../../facts/targetGroups.ts";
import { HEALTH_CHECK } from "../../facts/tokens.ts";
import { defineRule, each } from "../../judge/rule.ts";

export const roleCheckTellsActive = defineRule({
  id: "P-05",
  name: "role-check-tells-active",
  says: "What asks which Region is active asks without drsecondarycode: a target group tagged vault:role=role, and every Route 53 health check.",
  why: "With it a passive Region answers like the active one.",
  levels: "M M M",
  checks: [
    eachGroup("role", ({ healthCheck }) => withoutDrCode("healthCheck.path", healthCheck?.path)),
    each(HEALTH_CHECK, ({ resourcePath }) => withoutDrCode("resourcePath", resourcePath)),
  ],
});

const withoutDrCode = (where: string, path: string | undefined): string | null =>
  path !== undefined && /drsecondarycode/i.test(path)
    ? `${where} does not say drsecondarycode, ${found(path)}`
    : null;
