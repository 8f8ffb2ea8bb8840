import type { Seen, Standing } from "../judge/rule.ts";

/** The Region that a resource stands in: its own argument, else its provider's; null where neither says one. */
export function regionOf(
  resource: Pick<Seen<unknown> | Standing<unknown>, "props" | "provider">,
): string | null {
  const { region } = resource.props as { region?: unknown };
  const given = region ?? resource.provider?.props.region;
  return typeof given === "string" ? given : null;
}

/** `arn:aws:kms:us-west-2:…` → `us-west-2`; null for what is no ARN of a Region. */
export const regionOfArn = (text: string): string | null =>
  /^arn:[\w-]+:[\w-]+:([a-z]{2}(?:-[a-z]+)+-\d):/.exec(text)?.[1] ?? null;
