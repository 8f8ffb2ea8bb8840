import type { Case } from "../case.ts";
import { accessCases } from "./access.ts";
import { estateCases } from "./estate.ts";
import { healthCheckCases } from "./healthChecks.ts";
import { latchCases } from "./latches.ts";
import { loadBalancerCases } from "./loadBalancers.ts";
import { recordCases } from "./records.ts";
import { secretCases } from "./secrets.ts";
import { securityGroupCases } from "./securityGroups.ts";

/** For each rule of the pack, what keeps it and what breaks it. */
export const CASES: Case[] = [
  ...loadBalancerCases,
  ...healthCheckCases,
  ...securityGroupCases,
  ...recordCases,
  ...latchCases,
  ...secretCases,
  ...accessCases,
  ...estateCases,
];
