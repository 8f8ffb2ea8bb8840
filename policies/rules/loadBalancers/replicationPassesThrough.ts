import { found } from "../../facts/found.ts";
import { API_PORT, CLUSTER_PORT, eachGroup } from "../../facts/targetGroups.ts";
import { LISTENER } from "../../facts/tokens.ts";
import { defineRule, each } from "../../judge/rule.ts";

export const replicationPassesThrough = defineRule({
  id: "P-08",
  name: "replication-passes-through",
  says: "Port 8201 passes TCP through, and its target group asks for health on 8200.",
  why: "Replication is TLS between the clusters themselves: a load balancer that ends it breaks it.",
  levels: "M M M",
  checks: [
    each(LISTENER, ({ port, protocol }) =>
      Number(port) !== CLUSTER_PORT || protocol === "TCP"
        ? null
        : `protocol of the listener on ${CLUSTER_PORT} is TCP, ${found(protocol)}`,
    ),
    eachGroup("cluster", ({ protocol }) =>
      protocol === "TCP" ? null : `protocol is TCP, ${found(protocol)}`,
    ),
    eachGroup("cluster", ({ healthCheck }) =>
      healthCheck?.port === String(API_PORT)
        ? null
        : `healthCheck.port is ${API_PORT}, ${found(healthCheck?.port)}`,
    ),
  ],
});
