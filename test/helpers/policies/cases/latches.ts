import { failoverPairIsWhole } from "../../../../policies/rules/records/failoverPairIsWhole.ts";
import { latchJudgesFromOutside } from "../../../../policies/rules/records/latchJudgesFromOutside.ts";
import { type Breach, but, type Case, having, without } from "../case.ts";
import { EAST, WEST } from "../estate.ts";
import { beaconBucket, latch, latchEstate, primary, secondary } from "../estateStorage.ts";
import type { Fixture } from "../judge.ts";
import { UNKNOWN } from "../judge.ts";

const inLatch = (changed: Fixture, ...says: string[]): Breach => ({
  estate: having([changed], latchEstate),
  says,
});
const control: Fixture = { ...latch, props: { id: "hc-west", type: "RECOVERY_CONTROL" } };
const safety = (ruleConfig: object): Fixture => ({
  type: "aws:route53recoverycontrol/safetyRule:SafetyRule",
  name: "one-on",
  props: { ruleConfig },
});

export const latchCases: Case[] = [
  {
    rule: failoverPairIsWhole,
    kept: {
      "a pair": latchEstate,
      "a health check that does not exist yet": having(
        [but(primary, { healthCheckId: UNKNOWN })],
        latchEstate,
      ),
    },
    broken: {
      weights: inLatch(
        but(secondary, {
          failoverRoutingPolicies: undefined,
          weightedRoutingPolicies: [{ weight: 1 }],
        }),
        "its routing is by failover, or simple",
        "the service has one SECONDARY, found 0",
      ),
      "no SECONDARY": {
        estate: without(secondary, latchEstate),
        says: ["the service has one SECONDARY, found 0"],
      },
      "two PRIMARY": inLatch({ ...primary, name: "third" }, "the service has one PRIMARY, found 2"),
      "a PRIMARY without a check never fails over": inLatch(
        but(primary, { healthCheckId: undefined }),
        "a PRIMARY has a healthCheckId",
      ),
      "a record that is not set apart by its Region": inLatch(
        but(secondary, { setIdentifier: "passive" }),
        'setIdentifier is the record\'s Region, found "passive"',
      ),
    },
  },
  {
    rule: latchJudgesFromOutside,
    kept: {
      "a latch": latchEstate,
      "a beacon that does not exist yet": having(
        [{ ...but(latch, { fqdn: UNKNOWN }), uses: { fqdn: ["beacon"] } }],
        latchEstate,
      ),
      "a routing control of which one stays on": having(
        [control, safety({ type: "ATLEAST", threshold: 1, inverted: false })],
        latchEstate,
      ),
      "a check that judges no Region": having([
        but(latch, { invertHealthcheck: false, requestInterval: 30 }),
      ]),
    },
    broken: {
      "it is not inverted": inLatch(
        but(latch, { invertHealthcheck: undefined }),
        "invertHealthcheck",
      ),
      "it asks every 30 s": inLatch(but(latch, { requestInterval: 30 }), "found 30 s"),
      "it waits for three failures": inLatch(
        but(latch, { failureThreshold: 3 }),
        "at most 2, found 3",
      ),
      "two checkers": inLatch(but(latch, { regions: [EAST, "eu-west-1"] }), "at least 3, found 2"),
      "the beacon stands in the Region that it judges": inLatch(
        but(latch, { fqdn: `beacon.s3.${WEST}.amazonaws.com` }),
        "in S3 of a Region other than us-west-2",
      ),
      "a beacon that does not exist yet, in the Region that it judges": {
        estate: having(
          [
            { ...but(latch, { fqdn: UNKNOWN }), uses: { fqdn: ["beacon"] } },
            but(beaconBucket, { region: WEST }),
          ],
          latchEstate,
        ),
        says: ['found "us-west-2"'],
      },
      "a beacon of which nobody knows where it stands": inLatch(
        but(latch, { fqdn: "beacon.acme.com" }),
        "found nothing",
      ),
      "routing controls that may all be off": inLatch(
        control,
        "keeps at least one routing control on",
      ),
      "a safety rule that is turned round": {
        estate: having(
          [control, safety({ type: "ATLEAST", threshold: 1, inverted: true })],
          latchEstate,
        ),
        says: ["keeps at least one routing control on"],
      },
    },
  },
];
