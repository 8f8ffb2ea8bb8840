import { found } from "../../facts/found.ts";
import { healthQuery } from "../../facts/healthPath.ts";
import { HEALTH_CHECK, TARGET_GROUP } from "../../facts/tokens.ts";
import { defineRule, each } from "../../judge/rule.ts";

export const deadNodesLeave = defineRule({
  id: "P-04",
  name: "dead-nodes-leave",
  says: "No health check calls a sealed, uninitialised, removed or cut-off node healthy.",
  why: "A node that cannot answer must leave the load balancer.",
  levels: "A M M",
  checks: [
    each(TARGET_GROUP, ({ healthCheck }) => deadCalledHealthy(healthCheck?.path)),
    each(HEALTH_CHECK, ({ resourcePath }) => deadCalledHealthy(resourcePath)),
  ],
});

const CODES_OF_THE_DEAD = ["sealedcode", "uninitcode", "removedcode", "haunhealthycode"];

function deadCalledHealthy(path: string | undefined): string[] {
  const query = healthQuery(path);
  return CODES_OF_THE_DEAD.filter((name) => query?.getAll(name).some(isHealthy)).map(
    (name) => `${name} is not mapped to 2xx or 3xx, ${found(path)}`,
  );
}

const isHealthy = (code: string): boolean => /^[23]\d\d$/.test(code.trim());
