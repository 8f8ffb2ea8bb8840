import type { Rule } from "../../../policies/judge/rule.ts";
import { estate } from "./estateStorage.ts";
import type { Fixture } from "./judge.ts";

/** What breaks a rule: one change of an estate that keeps it, and what is said. */
export type Breach = { estate: Fixture[]; says: string[]; settings?: Record<string, unknown> };
export type Case = {
  rule: Rule;
  /** What else is right: ways to keep the rule that the whole estate does not show. */
  kept?: Record<string, Fixture[]>;
  broken: Record<string, Breach>;
};

/** The estate with these in the place of those of the same type and name, or beside all. */
export function having(changed: Fixture[], base: Fixture[] = estate): Fixture[] {
  const isChanged = (one: Fixture) =>
    changed.some(({ type, name }) => type === one.type && name === one.name);
  return [...base.filter((one) => !isChanged(one)), ...changed];
}

export const without = (gone: Fixture, base: Fixture[] = estate): Fixture[] =>
  base.filter((one) => one !== gone);

/** The estate with one thing changed, and what the rule then says, each by a part of it. */
export const breach = (changed: Fixture | Fixture[], ...says: string[]): Breach => ({
  estate: having([changed].flat()),
  says,
});

/** A fixture with some properties changed, inner ones too; `undefined` takes one away. */
export const but = (fixture: Fixture, change: Record<string, unknown>): Fixture => ({
  ...fixture,
  props: merged(fixture.props, change),
});

function merged(
  old: Record<string, unknown>,
  change: Record<string, unknown>,
): Record<string, unknown> {
  const entries = Object.entries(change).map(([key, value]) => [
    key,
    isPlain(value) && isPlain(old[key]) ? merged(old[key], value) : value,
  ]);
  return { ...old, ...Object.fromEntries(entries) };
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
