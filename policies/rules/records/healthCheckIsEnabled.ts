import { HEALTH_CHECK } from "../../facts/tokens.ts";
import { defineRule, each } from "../../judge/rule.ts";

export const healthCheckIsEnabled = defineRule({
  id: "P-25",
  name: "health-check-is-enabled",
  says: "No health check is disabled.",
  why: "To Route 53 a disabled check is always healthy: its record never fails over.",
  levels: "M M M",
  checks: [each(HEALTH_CHECK, ({ disabled }) => (disabled === true ? "disabled is false" : null))],
});
