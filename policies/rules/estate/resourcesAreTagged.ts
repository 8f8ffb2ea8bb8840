import { defineRule, every, type Props, type Seen } from "../../judge/rule.ts";
import type { Needs } from "../../judge/settings.ts";

export const resourcesAreTagged = defineRule({
  id: "P-38",
  name: "resources-are-tagged",
  says: "What can bear tags says whose it is: app, env, owner, cost-center, data-class, vault:role, resilience:tier.",
  why: "In an incident somebody must know whom to call; other rules tell groups apart by vault:role.",
  levels: "A M M",
  settings: ["requiredTags"],
  checks: [
    every((resource, { requiredTags }: Needs<"requiredTags">) => {
      if (!TAGGED.test(resource.type)) return null;
      const borne = new Set([...ownTags(resource), ...providerTags(resource)]);
      const missing = requiredTags.filter((tag) => !borne.has(tag));
      return missing.length === 0 ? null : `it bears the tags ${missing.join(", ")}`;
    }),
  ],
});

/** Types that bear tags, of those that an estate of Vault consists of. */
const TAGGED = new RegExp(
  `^aws:(${[
    "acm/certificate:Certificate",
    "autoscaling/group:Group",
    "cloudwatch/(eventRule:EventRule|logGroup:LogGroup|metricAlarm:MetricAlarm)",
    "ebs/volume:Volume",
    "ec2/(flowLog:FlowLog|instance:Instance|launchTemplate:LaunchTemplate|securityGroup:SecurityGroup|subnet:Subnet|vpc:Vpc)",
    "iam/(policy:Policy|role:Role)",
    "kms/(key:Key|replicaKey:ReplicaKey)",
    "lambda/function:Function",
    "lb/(listener:Listener|loadBalancer:LoadBalancer|targetGroup:TargetGroup)",
    "route53/(healthCheck:HealthCheck|zone:Zone)",
    "s3/bucket:Bucket",
    "secretsmanager/secret:Secret",
    "sns/topic:Topic",
    "sqs/queue:Queue",
  ].join("|")})$`,
);

/** The keys alone: a value may not be known yet. An autoscaling group lists its tags one by one. */
function ownTags({ props }: Seen<Props>): string[] {
  const { tags = {} } = props;
  return Array.isArray(tags) ? tags.map(({ key }) => key as string) : Object.keys(tags as object);
}

/** `defaultTags` of the provider, which arrives as JSON. */
function providerTags({ provider }: Seen<Props>): string[] {
  const given = provider?.props.defaultTags;
  const defaults = typeof given === "string" ? JSON.parse(given) : given;
  return Object.keys(defaults?.tags ?? {});
}
