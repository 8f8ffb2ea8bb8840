import { allowed, isEveryResource, isWild } from "../../facts/policyDocuments.ts";
import { BUCKET, KEY, REPLICA_KEY, SECRET } from "../../facts/tokens.ts";
import { defineRule, each, type Verdict } from "../../judge/rule.ts";
import type { Needs } from "../../judge/settings.ts";

type Actions = Needs<"actionsWithoutResource">;

const ROLE = "aws:iam/role:Role";
/** Documents that say what their bearer may do. */
const IDENTITY = [
  "aws:iam/policy:Policy",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/userPolicy:UserPolicy",
  "aws:iam/groupPolicy:GroupPolicy",
] as const;
/** Documents that say who may use the resource they hang on; a bucket's has an exception of its own. */
const RESOURCE = [
  "aws:sqs/queue:Queue",
  "aws:sqs/queuePolicy:QueuePolicy",
  "aws:sns/topic:Topic",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:secretsmanager/secretPolicy:SecretPolicy",
  BUCKET,
  SECRET,
  KEY,
  REPLICA_KEY,
] as const;

export const accessIsLeast = defineRule({
  id: "P-34",
  name: "access-is-least",
  says: "What is allowed names its actions and its resources; a role is trusted to one principal; no function has a URL, and nothing is open to everybody.",
  why: "A tool that was taken over must not be able to destroy.",
  levels: "A M M",
  settings: ["actionsWithoutResource", "beaconBuckets"],
  checks: [
    each(IDENTITY, ({ policy }, _, settings: Actions) => tooMuch(policy, settings)),
    each(ROLE, ({ inlinePolicies = [] }, _, settings: Actions) =>
      inlinePolicies.flatMap(({ policy }) => tooMuch(policy, settings)),
    ),
    each(ROLE, ({ assumeRolePolicy }) => {
      const trusted = allowed(assumeRolePolicy).flatMap(({ principals }) => principals);
      const isOne = new Set(trusted).size === 1 && !trusted.some(isWild);
      return isOne ? null : `assumeRolePolicy names one principal, found ${namedList(trusted)}`;
    }),
    each(ROLE, ({ managedPolicyArns = [] }) => managedPolicyArns.map(withoutFullAccess)),
    each("aws:iam/rolePolicyAttachment:RolePolicyAttachment", ({ policyArn }) =>
      withoutFullAccess(policyArn ?? ""),
    ),
    each(
      "aws:lambda/functionUrl:FunctionUrl",
      () => "a function is invoked through IAM, without a URL",
    ),
    each("aws:lambda/permission:Permission", ({ principal }) =>
      principal === "*" ? "principal is one service or account, found everybody" : null,
    ),
    each(RESOURCE, ({ policy }) => openToAll(policy)),
    each(
      "aws:s3/bucketPolicy:BucketPolicy",
      (one, _, { beaconBuckets }: Needs<"beaconBuckets">) => {
        const open = allowed(one.policy).filter(({ principals }) => principals.includes("*"));
        const isRead = open.every(({ actions }) => actions.join() === "s3:GetObject");
        const isBeacon = open.length > 0 && isRead && beaconBuckets.includes(one.bucket ?? "");
        return isBeacon ? null : openToAll(one.policy);
      },
    ),
  ],
});

function tooMuch(policy: unknown, { actionsWithoutResource }: Actions): string[] {
  return allowed(policy).flatMap(({ actions, resources, excepts }) => {
    const wild = actions.filter(isWild);
    const needsResource = actions.filter((action) => !actionsWithoutResource.includes(action));
    const isBoundless = resources.some(isEveryResource) && needsResource.length > 0;
    return [
      ...(wild.length > 0 ? [`its actions are named, found ${namedList(wild)}`] : []),
      ...(isBoundless ? [`the resources of ${namedList(needsResource)} are named, found all`] : []),
      ...(excepts.length > 0 ? [`it says what is allowed, found ${excepts.join(", ")}`] : []),
    ];
  });
}

const openToAll = (policy: unknown): Verdict =>
  allowed(policy).some(
    ({ principals, excepts }) => principals.includes("*") || excepts.includes("NotPrincipal"),
  )
    ? "its policy allows named principals, found everybody"
    : null;

const withoutFullAccess = (arn: string): string | null =>
  /(AdministratorAccess|PowerUserAccess|FullAccess)(-[\w-]+)?$/.test(arn)
    ? `its policies name what they allow, found ${arn}`
    : null;

const namedList = (texts: string[]): string => texts.join(", ") || "none";
