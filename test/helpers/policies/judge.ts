import { createRequire } from "node:module";
import type {
  PolicyResource,
  ReportViolation,
  ResourceValidationArgs,
  StackValidationArgs,
} from "@pulumi/policy";
import { configSchemaOf, policyOf } from "../../../policies/judge/policyOf.ts";
import type { Rule } from "../../../policies/judge/rule.ts";

/** A resource as the engine would show it to a rule. */
export type Fixture = {
  type: string;
  name: string;
  props: Record<string, unknown>;
  opts?: { protect?: boolean; deleteBeforeReplace?: boolean };
  /** Properties of the provider: its Region, its default tags. */
  provider?: Record<string, unknown>;
  /** Property → the names of the resources that it comes from. */
  uses?: Record<string, string[]>;
};

/** How the package itself shows a resource to a rule. It declares no types of it. */
const { unknownCheckingProxy, unknownStringValue } = createRequire(import.meta.url)(
  "@pulumi/policy/proxy.js",
) as {
  unknownCheckingProxy(properties: object): Record<string, unknown>;
  unknownStringValue: string;
};

/** Stands for a value that a preview cannot know. */
export const UNKNOWN = unknownStringValue;

export type Violation = { rule: string; resource: string | undefined; text: string };
export type Judged = {
  violations: Violation[];
  /** Rules that the engine would have called "can't run during preview". */
  advised: string[];
};

/** What the rules say of these resources, one by one and together; settings as the engine fills them in. */
export function judge(
  rules: Rule[],
  fixtures: Fixture[],
  settings: Record<string, unknown>,
): Judged {
  const resources = asResources(fixtures);
  const judged: Judged = { violations: [], advised: [] };
  for (const rule of rules) {
    const policy = policyOf(rule);
    const getConfig = <T extends object>() => filledIn(rule, settings) as T;
    const notApplicable = () => {
      throw new Error("no rule says that it does not apply");
    };
    const stackTags = new Map<string, string>();
    const report =
      (resource?: string): ReportViolation =>
      (text, urn) =>
        judged.violations.push({ rule: rule.id, resource: urn ?? resource, text });
    const run = (validate: () => void) => {
      try {
        validate();
      } catch (error) {
        if (!(error as Error).message.includes("can't be known during preview")) throw error;
        judged.advised.push(rule.id);
      }
    };
    const [validate] = [policy.validateResource].flat();
    for (const resource of resources) {
      const args: ResourceValidationArgs = {
        ...resource,
        asType: () => undefined,
        getConfig,
        notApplicable,
        stackTags,
      };
      run(() => void validate?.(args, report(resource.urn)));
    }
    const all: StackValidationArgs = { resources, getConfig, notApplicable, stackTags };
    run(() => void policy.validateStack(all, report()));
  }
  return judged;
}

function asResources(fixtures: Fixture[]): PolicyResource[] {
  const resources = fixtures.map(asResource);
  for (const [index, { uses = {} }] of fixtures.entries()) {
    const found = Object.entries(uses).map(([property, names]) => [
      property,
      resources.filter(({ name }) => names.includes(name)),
    ]);
    Object.assign(resources[index]?.propertyDependencies ?? {}, Object.fromEntries(found));
  }
  return resources;
}

function asResource({ type, name, props, opts, provider }: Fixture): PolicyResource {
  return {
    type,
    name,
    urn: name,
    props: unknownCheckingProxy(JSON.parse(JSON.stringify(props))),
    opts: {
      protect: false,
      ignoreChanges: [],
      aliases: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
      additionalSecretOutputs: [],
      ...opts,
    },
    ...(provider === undefined
      ? {}
      : { provider: { type: "pulumi:providers:aws", name: "aws", urn: "aws", props: provider } }),
    dependencies: [],
    propertyDependencies: {},
    isType: () => false,
    asType: () => undefined,
  };
}

function filledIn(rule: Rule, given: Record<string, unknown>): Record<string, unknown> {
  const { properties, required = [] } = configSchemaOf(rule);
  const filled = Object.entries(properties).map(([name, schema]) => [
    name,
    given[name] ?? schema.default,
  ]);
  const settings = Object.fromEntries(filled);
  const missing = required.filter((name) => settings[name] === undefined);
  if (missing.length > 0) throw new Error(`${rule.name}: ${missing.join(", ")} is required`);
  return settings;
}
