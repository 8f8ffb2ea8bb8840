import { apiGroupKeepsStandbys } from "../../../../policies/rules/healthChecks/apiGroupKeepsStandbys.ts";
import { apiGroupServesDrSecondary } from "../../../../policies/rules/healthChecks/apiGroupServesDrSecondary.ts";
import { deadNodesLeave } from "../../../../policies/rules/healthChecks/deadNodesLeave.ts";
import { detectionIsFast } from "../../../../policies/rules/healthChecks/detectionIsFast.ts";
import { roleCheckTellsActive } from "../../../../policies/rules/healthChecks/roleCheckTellsActive.ts";
import { breach, but, type Case, having } from "../case.ts";
import { apiGroup, apiListener, clusterGroup, roleGroup } from "../estate.ts";
import { latch } from "../estateStorage.ts";
import type { Fixture } from "../judge.ts";

const asking = (path: string | undefined, group = apiGroup) =>
  but(group, { healthCheck: { path } });
const FOR_STANDBYS = "/v1/sys/health?standbyok=true&perfstandbyok=true";

export const healthCheckCases: Case[] = [
  {
    rule: apiGroupServesDrSecondary,
    kept: {
      "a group beside it that asks for the role": having([
        roleGroup,
        {
          ...apiListener,
          name: "spare",
          props: { ...apiListener.props, port: 8300 },
          uses: { defaultActions: ["role"] },
        },
      ]),
      "the parameters in another order": having([
        asking("/v1/sys/health?drsecondarycode=200&perfstandbyok=true&standbyok=true"),
      ]),
    },
    broken: {
      "the passive Region is unhealthy": breach(asking(FOR_STANDBYS), "drsecondarycode=200"),
      "another code": breach(asking(`${FOR_STANDBYS}&drsecondarycode=472`), "drsecondarycode=200"),
      "a code that only begins like it": breach(
        asking(`${FOR_STANDBYS}&drsecondarycode=2000`),
        "drsecondarycode=200",
      ),
      "a parameter that only ends like it": breach(
        asking(`${FOR_STANDBYS}&xdrsecondarycode=200`),
        "drsecondarycode=200",
      ),
      "two codes": breach(
        asking(`${FOR_STANDBYS}&drsecondarycode=472&drsecondarycode=200`),
        "drsecondarycode=200, once",
      ),
      "another path": breach(asking("/ui/?drsecondarycode=200"), "/v1/sys/health"),
      "no path": breach(asking(undefined), "found nothing"),
      "a plain TCP check": breach(but(apiGroup, { healthCheck: { protocol: "TCP" } }), "is HTTPS"),
      "a redirect is healthy": breach(
        but(apiGroup, { healthCheck: { matcher: "200-399" } }),
        "200-399",
      ),
      "AWS's default matcher": breach(
        but(apiGroup, { healthCheck: { matcher: undefined } }),
        "matcher is exactly 200",
      ),
      "a group without port and tag": breach(
        { ...asking("/"), props: { ...asking("/").props, port: 443, tags: {} } },
        "/v1/sys/health",
      ),
      "clients are sent to the group that asks for the role": breach(
        [roleGroup, { ...apiListener, uses: { defaultActions: ["role"] } }],
        "forwards to clients' group, not role",
      ),
    },
  },
  {
    rule: apiGroupKeepsStandbys,
    broken: {
      "performance standbys are left out": breach(
        asking("/v1/sys/health?standbyok=true&drsecondarycode=200"),
        "perfstandbyok=true",
      ),
      "standbys are left out": breach(
        asking("/v1/sys/health?standbyok=false&perfstandbyok=true&drsecondarycode=200"),
        "says standbyok=true",
      ),
    },
  },
  {
    rule: deadNodesLeave,
    kept: { "a sealed node is a 503": having([asking(`${FOR_STANDBYS}&sealedcode=503`)]) },
    broken: Object.fromEntries([
      ...["sealedcode", "uninitcode", "removedcode", "haunhealthycode"].map((name) => [
        `${name}=200`,
        breach(asking(`${FOR_STANDBYS}&${name}=200`), `${name} is not mapped`),
      ]),
      [
        "a redirect, on the group of 8201",
        breach(asking("/v1/sys/health?sealedcode=302", clusterGroup), "sealedcode"),
      ],
      [
        "a check of Route 53",
        breach(
          { ...latch, props: { ...latch.props, resourcePath: "/v1/sys/health?uninitcode=204" } },
          "uninitcode",
        ),
      ],
    ]),
  },
  {
    rule: roleCheckTellsActive,
    kept: { "a role group and a check of Route 53": having([roleGroup, latch]) },
    broken: {
      "the role group asks with it": breach(
        asking("/v1/sys/health?drsecondarycode=200", roleGroup),
        "does not say drsecondarycode",
      ),
      "the check of Route 53 asks with it": breach(
        routed("/v1/sys/health?DRSecondaryCode=200"),
        "resourcePath does not say drsecondarycode",
      ),
    },
  },
  {
    rule: detectionIsFast,
    broken: {
      "AWS's defaults": breach(
        but(apiGroup, {
          healthCheck: { interval: undefined, unhealthyThreshold: undefined, timeout: undefined },
        }),
        "found 30 s",
        "found 90 s",
      ),
      "it asks every 11 s": breach(
        but(apiGroup, { healthCheck: { interval: 11, unhealthyThreshold: 1 } }),
        "interval is at most 10 s",
      ),
      "it gives up after four": breach(
        but(clusterGroup, { healthCheck: { interval: 3, unhealthyThreshold: 4, timeout: 2 } }),
        "unhealthyThreshold is at most 3, found 4",
      ),
      "both are allowed and too much together": breach(
        but(apiGroup, { healthCheck: { interval: 6, unhealthyThreshold: 3 } }),
        "found 18 s",
      ),
      "it waits for an answer as long as it asks": breach(
        but(apiGroup, { healthCheck: { timeout: 5 } }),
        "timeout is below the interval",
      ),
    },
  },
];

function routed(resourcePath: string): Fixture {
  return { ...latch, props: { ...latch.props, resourcePath } };
}
