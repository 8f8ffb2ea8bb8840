import type { Standing } from "../judge/rule.ts";
import { knownOr } from "../judge/unknown.ts";

/** Whether `property` of `user` leads to `used`: by what it depends on, or by a name or ARN that is the same. */
export function leadsTo(
  user: Standing<unknown>,
  property: string,
  used: Standing<unknown>,
): boolean {
  if (user.propertyDependencies[property]?.some(({ urn }) => urn === used.urn)) return true;
  const value = knownOr(() => (user.props as Record<string, unknown>)[property], undefined);
  if (value === undefined || value === null || value === "") return false;
  return ["id", "arn", "bucket", "name"].some(
    (key) => knownOr(() => (used.props as Record<string, unknown>)[key], undefined) === value,
  );
}
