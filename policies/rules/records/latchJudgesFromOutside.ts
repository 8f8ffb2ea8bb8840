import type { HealthCheckArgs } from "@pulumi/aws/route53/index.js";
import { found } from "../../facts/found.ts";
import { leadsTo } from "../../facts/links.ts";
import { failoverRoleOf, serviceRecords } from "../../facts/records.ts";
import { regionOf } from "../../facts/regions.ts";
import { BUCKET, HEALTH_CHECK } from "../../facts/tokens.ts";
import type { Plain } from "../../judge/plain.ts";
import { defineRule, eachInStack, type Stack, type Standing } from "../../judge/rule.ts";
import type { Needs } from "../../judge/settings.ts";
import { knownOr } from "../../judge/unknown.ts";

type Own = Needs<"serviceName">;
type HealthCheck = Standing<Plain<HealthCheckArgs>>;

const INTERVAL_SECONDS = 10;
const THRESHOLD_MAX = 2;
const CHECKERS_MIN = 3;

export const latchJudgesFromOutside = defineRule({
  id: "P-23",
  name: "latch-judges-from-outside",
  says: `The health check of a latch is inverted, asks every ${INTERVAL_SECONDS} s from at least ${CHECKERS_MIN} Regions, gives up after at most ${THRESHOLD_MAX} failures, and looks at a beacon outside the Region that it judges; or it is a routing control with a rule that keeps one on.`,
  why: "It must work when the Region that it judges, or us-east-1, is gone.",
  levels: "- A M",
  settings: ["serviceName"],
  checks: [
    eachInStack(HEALTH_CHECK, (check, stack, settings: Own) =>
      judgedRegions(check, stack, settings).length > 0 && check.props.type !== "RECOVERY_CONTROL"
        ? flawsOf(check.props)
        : null,
    ),
    eachInStack(HEALTH_CHECK, (check, stack, settings: Own) => {
      const judged = judgedRegions(check, stack, settings);
      if (judged.length === 0 || check.props.type === "RECOVERY_CONTROL") return null;
      const beacon = beaconRegion(check, stack);
      return beacon !== null && !judged.includes(beacon)
        ? null
        : `its beacon stands in S3 of a Region other than ${judged.join(", ")}, ${found(beacon)}`;
    }),
    eachInStack(HEALTH_CHECK, (check, stack, settings: Own) => {
      const isControl = check.props.type === "RECOVERY_CONTROL";
      if (!isControl || judgedRegions(check, stack, settings).length === 0) return null;
      return keepsOneOn(stack) ? null : "a safety rule keeps at least one routing control on";
    }),
  ],
});

/** The Regions whose PRIMARY record hangs on this check: none where it is no latch. */
const judgedRegions = (check: HealthCheck, stack: Stack, settings: Own): string[] =>
  serviceRecords(stack, settings)
    .filter(({ props }) => failoverRoleOf(props) === "PRIMARY")
    .filter((record) => leadsTo(record, "healthCheckId", check))
    .map(({ props }) => props.setIdentifier ?? "");

function flawsOf(check: HealthCheck["props"]): (string | null)[] {
  const { invertHealthcheck, requestInterval = 30, failureThreshold = 3, regions = [] } = check;
  return [
    invertHealthcheck === true ? null : "invertHealthcheck is true",
    requestInterval === INTERVAL_SECONDS
      ? null
      : `requestInterval is ${INTERVAL_SECONDS} s, found ${requestInterval} s`,
    failureThreshold <= THRESHOLD_MAX
      ? null
      : `failureThreshold is at most ${THRESHOLD_MAX}, found ${failureThreshold}`,
    // None named: Route 53 takes all of its checkers' Regions.
    regions.length === 0 || regions.length >= CHECKERS_MIN
      ? null
      : `regions names at least ${CHECKERS_MIN}, found ${regions.length}`,
  ];
}

/** By the host, `….s3.us-east-1.amazonaws.com`, or by the bucket that it comes from. */
function beaconRegion(check: HealthCheck, stack: Stack): string | null {
  const host = knownOr(() => check.props.fqdn, undefined) ?? "";
  const said = /\.s3[.-](?:dualstack\.)?([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com$/.exec(host)?.[1];
  if (said !== undefined) return said;
  const bucket = stack
    .of(BUCKET)
    .find(({ urn }) => check.propertyDependencies.fqdn?.some((one) => one.urn === urn));
  return bucket === undefined ? null : regionOf(bucket);
}

const keepsOneOn = (stack: Stack): boolean =>
  stack
    .of("aws:route53recoverycontrol/safetyRule:SafetyRule")
    .map(({ props }) => props.ruleConfig)
    .some(
      (rule) => rule?.type === "ATLEAST" && Number(rule.threshold) >= 1 && rule.inverted === false,
    );
