import { found } from "../../facts/found.ts";
import { healthQuery, saysOnce } from "../../facts/healthPath.ts";
import { eachGroup } from "../../facts/targetGroups.ts";
import { defineRule } from "../../judge/rule.ts";

export const apiGroupKeepsStandbys = defineRule({
  id: "P-03",
  name: "api-group-keeps-standbys",
  says: "The health check of clients' target group says standbyok=true and perfstandbyok=true.",
  why: "Otherwise one node of a cluster is in service, and its end is an outage.",
  levels: "A M M",
  checks: ["standbyok", "perfstandbyok"].map((name) =>
    eachGroup("api", ({ healthCheck }) => {
      const query = healthQuery(healthCheck?.path);
      return query !== null && saysOnce(query, name, "true")
        ? null
        : `healthCheck.path says ${name}=true, once, ${found(healthCheck?.path)}`;
    }),
  ),
});
