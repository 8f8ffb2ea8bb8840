import { found } from "../../facts/found.ts";
import { healthQuery, saysOnce } from "../../facts/healthPath.ts";
import { leadsTo } from "../../facts/links.ts";
import { API_PORT, eachGroup, roleOf } from "../../facts/targetGroups.ts";
import { LISTENER, TARGET_GROUP } from "../../facts/tokens.ts";
import { defineRule, eachInStack } from "../../judge/rule.ts";

export const apiGroupServesDrSecondary = defineRule({
  id: "P-02",
  name: "api-group-serves-dr-secondary",
  says: "The health check of clients' target group asks sys/health by HTTPS with drsecondarycode=200 and takes 200 alone for healthy.",
  why: "Otherwise the passive Region drops out of its load balancer, and a promotion cannot be sent through it.",
  levels: "M M M",
  checks: [
    eachGroup("api", ({ healthCheck }) => {
      const query = healthQuery(healthCheck?.path);
      if (query === null)
        return `healthCheck.path leads to /v1/sys/health, ${found(healthCheck?.path)}`;
      return saysOnce(query, "drsecondarycode", "200")
        ? null
        : `healthCheck.path says drsecondarycode=200, once, ${found(healthCheck?.path)}`;
    }),
    eachGroup("api", ({ healthCheck }) =>
      healthCheck?.protocol === "HTTPS"
        ? null
        : `healthCheck.protocol is HTTPS, ${found(healthCheck?.protocol)}`,
    ),
    eachGroup("api", ({ healthCheck }) =>
      healthCheck?.matcher === "200"
        ? null
        : `healthCheck.matcher is exactly 200, ${found(healthCheck?.matcher)}`,
    ),
    eachInStack(LISTENER, (listener, stack) => {
      if (Number(listener.props.port) !== API_PORT) return null;
      const others = stack
        .of(TARGET_GROUP)
        .filter(({ props }) => roleOf(props) !== "api")
        .filter((group) => leadsTo(listener, "defaultActions", group));
      return others.map(
        ({ name }) => `the listener on 8200 forwards to clients' group, not ${name}`,
      );
    }),
  ],
});
