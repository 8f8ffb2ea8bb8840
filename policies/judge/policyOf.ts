import type {
  EnforcementLevel,
  PolicyConfigSchema,
  PolicyResource,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { veiled } from "../facts/secretShapes.ts";
import type { Declared, Token } from "../facts/tokens.ts";
import { withoutNulls } from "./leftOut.ts";
import type { Plain } from "./plain.ts";
import type { Environment, Rule, Stack, Standing, Verdict } from "./rule.ts";
import { SETTINGS, type Settings } from "./settings.ts";
import { attempt, type NotKnown } from "./unknown.ts";

/** Every rule has it beside its own settings: what becomes of a value that a preview cannot know. */
export const UNKNOWNS = {
  type: "string",
  enum: ["fail", "warn"],
  default: "fail",
  description:
    "a value that is not known in a preview: `fail` is a violation of the rule, `warn` an advice that it could not be judged",
} as const;

type Given = Settings & { unknowns: (typeof UNKNOWNS.enum)[number] };
type Policy = ResourceValidationPolicy & StackValidationPolicy;

/** A rule as the engine takes it. It reports all that is wrong before it says what it cannot know. */
export function policyOf(rule: Rule): Policy {
  return {
    name: rule.name,
    description: `${rule.id} ${rule.says}`,
    enforcementLevel: levelIn(rule, "prod"),
    configSchema: configSchemaOf(rule),
    validateResource: (args, report) => judgeResource(rule, args, report),
    validateStack: (args, report) => judgeStack(rule, args, report),
  };
}

const LEVELS = { M: "mandatory", A: "advisory", "-": "disabled" } as const;

export function levelIn({ levels }: Rule, environment: Environment): EnforcementLevel {
  const [test, staging, prod] = levels.split(" ") as (keyof typeof LEVELS)[];
  const letter = { test, staging, prod }[environment];
  return LEVELS[letter ?? "M"];
}

export function configSchemaOf({ settings }: Rule): PolicyConfigSchema {
  const own = settings.map((name) => [name, SETTINGS[name]] as const);
  const required = own.flatMap(([name, schema]) => ("default" in schema ? [] : [name]));
  return {
    properties: { ...Object.fromEntries(own), unknowns: { ...UNKNOWNS, enum: [...UNKNOWNS.enum] } },
    required,
  };
}

function judgeResource(rule: Rule, args: ResourceValidationArgs, report: ReportViolation): void {
  const settings = args.getConfig<Given>();
  const resource = { ...args, props: withoutNulls(args.props) };
  const tried = rule.checks.flatMap((check) =>
    check.asks === "resource" && (check.tokens?.includes(args.type) ?? true)
      ? [attempt(() => check.judge(resource, settings))]
      : [],
  );
  conclude(
    tried.map((one) => ({ ...one, urn: args.urn })),
    settings,
    report,
  );
}

function judgeStack(rule: Rule, args: StackValidationArgs, report: ReportViolation): void {
  const settings = args.getConfig<Given>();
  const stack = stackOf(args.resources);
  const tried = rule.checks.flatMap((check) =>
    check.asks === "stack"
      ? check.subjects(stack).map((subject) => ({
          ...attempt(() => check.judge(subject, stack, settings)),
          urn: subject?.urn,
        }))
      : [],
  );
  conclude(tried, settings, report);
}

function stackOf(resources: PolicyResource[]): Stack {
  const all = resources.map((one) => ({ ...one, props: withoutNulls(one.props) }));
  const of = <T extends Token>(token: T) =>
    all.filter(({ type }) => type === token) as Standing<Plain<Declared[T]>>[];
  return { all, of };
}

type Tried = ({ value: Verdict } | { notKnown: NotKnown }) & { urn: string | undefined };

/** The engine turns what is thrown here into an advice, whatever the rule's level: hence `fail`. */
function conclude(tried: Tried[], { unknowns }: Given, report: ReportViolation): void {
  for (const one of tried) {
    if ("notKnown" in one) continue;
    for (const text of [one.value].flat()) if (text !== null) report(veiled(text), one.urn);
  }
  const open = tried.flatMap((one) => ("notKnown" in one ? [one] : []));
  if (unknowns === "warn") {
    const [first] = open;
    if (first !== undefined) throw first.notKnown.error;
    return;
  }
  const paths = new Map(
    open.map(({ urn, notKnown: { path } }) => [`${urn} ${path}`, { urn, path }]),
  );
  for (const { urn, path } of paths.values()) {
    report(`${path} is known, so that it can be judged before anything is changed`, urn);
  }
}
