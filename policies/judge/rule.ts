import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import type { Declared, Token } from "../facts/tokens.ts";
import type { Plain } from "./plain.ts";
import type { Needs, SettingName, Settings } from "./settings.ts";

export const ENVIRONMENTS = ["test", "staging", "prod"] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** Mandatory, advisory, off. */
type Letter = "M" | "A" | "-";
/** In test, staging and prod: the last three columns of the table of rules. */
export type Levels = `${Letter} ${Letter} ${Letter}`;

/** What is wrong, each as what should be true; nothing where all is well. */
export type Verdict = string | null | (string | null)[];

/** A resource before it is made: its inputs and options. */
export type Seen<Props> = Pick<
  ResourceValidationArgs,
  "type" | "name" | "urn" | "opts" | "provider"
> & { props: Props };
/** A resource of the whole stack: what it has become, and what it depends on. */
export type Standing<Props> = Omit<PolicyResource, "props"> & { props: Props };

export type Props = Record<string, unknown>;
export type Stack = {
  all: Standing<Props>[];
  of<T extends Token>(token: T): Standing<Plain<Declared[T]>>[];
};

/** One thing that a rule asks. `judge` of a resource check runs for every resource of its types, or for all. */
export type Check<S> =
  | {
      asks: "resource";
      tokens: readonly string[] | null;
      judge(resource: Seen<Props>, settings: S): Verdict;
    }
  | {
      asks: "stack";
      /** What it is asked about, one by one; null is the stack as a whole. */
      subjects(stack: Stack): (Standing<Props> | null)[];
      judge(subject: Standing<Props> | null, stack: Stack, settings: S): Verdict;
    };

export type Rule = {
  /** `P-10`, as in docs/policies.md. */
  id: string;
  /** What a pipeline prints, and the rule's key in the pack's configuration. */
  name: string;
  /** What is true of a stack that keeps the rule. */
  says: string;
  why: string;
  levels: Levels;
  settings: readonly SettingName[];
  checks: Check<Settings>[];
};

export function defineRule<const Name extends SettingName = never>(rule: {
  id: string;
  name: string;
  says: string;
  why: string;
  levels: Levels;
  settings?: readonly Name[];
  checks: Check<Needs<Name>>[];
}): Rule {
  return { ...rule, settings: rule.settings ?? [] };
}

/** Asked of each resource of these types, before it is made. */
export function each<T extends Token, S = object>(
  tokens: T | readonly T[],
  judge: (props: Plain<Declared[T]>, resource: Seen<Plain<Declared[T]>>, settings: S) => Verdict,
): Check<S> {
  return {
    asks: "resource",
    tokens: typeof tokens === "string" ? [tokens] : tokens,
    judge: (resource, settings) =>
      judge(resource.props as Plain<Declared[T]>, resource as Seen<Plain<Declared[T]>>, settings),
  };
}

/** Asked of every resource, whatever its type. */
export function every<S = object>(
  judge: (resource: Seen<Props>, settings: S) => Verdict,
): Check<S> {
  return { asks: "resource", tokens: null, judge };
}

/** Asked of each resource of these types, beside all others of the stack. */
export function eachInStack<T extends Token, S = object>(
  token: T,
  judge: (resource: Standing<Plain<Declared[T]>>, stack: Stack, settings: S) => Verdict,
): Check<S> {
  return {
    asks: "stack",
    subjects: (stack) => stack.all.filter(({ type }) => type === token),
    judge: (subject, stack, settings) =>
      judge(subject as Standing<Plain<Declared[T]>>, stack, settings),
  };
}

/** Asked of every resource of the stack, as it has become. */
export function everyInStack<S = object>(
  judge: (resource: Standing<Props>, settings: S) => Verdict,
): Check<S> {
  return {
    asks: "stack",
    subjects: ({ all }) => all,
    judge: (subject, _, settings) => judge(subject as Standing<Props>, settings),
  };
}

/** Asked once of the stack as a whole. */
export function whole<S = object>(judge: (stack: Stack, settings: S) => Verdict): Check<S> {
  return {
    asks: "stack",
    subjects: () => [null],
    judge: (_, stack, settings) => judge(stack, settings),
  };
}
