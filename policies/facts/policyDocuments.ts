/** One statement of an IAM policy; every part as a list. */
export type Statement = {
  effect: string;
  actions: string[];
  resources: string[];
  principals: string[];
  /** `NotAction`, `NotResource`, `NotPrincipal`: everything but. */
  excepts: string[];
  condition: unknown;
};

/** The statements of a policy, given as JSON or as an object; none where there is no policy. */
export function statementsOf(policy: unknown): Statement[] {
  const document = typeof policy === "string" ? parsed(policy) : policy;
  return listOf((document as { Statement?: unknown } | null | undefined)?.Statement).map(statement);
}

/** What a policy allows. */
export const allowed = (policy: unknown): Statement[] =>
  statementsOf(policy).filter(({ effect }) => effect === "Allow");

export const isWild = (text: string): boolean => text.includes("*");

/** `*`, or an ARN that names neither account nor resource. */
export const isEveryResource = (resource: string): boolean =>
  /^\*+$/.test(resource) || /^arn:[^:]*:[^:]*:[^:]*:[^:]*:\*+$/.test(resource);

function statement(one: unknown): Statement {
  const written = one as Record<string, unknown>;
  return {
    effect: String(written.Effect),
    actions: listOf(written.Action).map(String),
    resources: listOf(written.Resource).map(String),
    principals: principalsOf(written.Principal),
    excepts: ["NotAction", "NotResource", "NotPrincipal"].filter((key) => key in written),
    condition: written.Condition,
  };
}

const principalsOf = (principal: unknown): string[] =>
  typeof principal === "string"
    ? [principal]
    : Object.values((principal ?? {}) as object).flatMap((names) => listOf(names).map(String));

const listOf = (value: unknown): unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What cannot be read may allow anything.
    return { Statement: { Effect: "Allow", Action: "*", Resource: "*", Principal: "*" } };
  }
}
