import { type Answer, ok, refused } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import type { Move } from "../../plan/plan.ts";
import type { Ports } from "../../ports/ports.ts";
import type { Facts, Past } from "../step.ts";

/** The old primary says that it is a secondary. */
export async function isDemoted({ vault }: Ports, { from }: Move): Promise<boolean> {
  const old = await vault.view(from, BOUNDS.observeMs);
  return old.is === "ok" && old.value.role === "secondary";
}

/** Sends the demotion to the old primary, with the ordinary token that is valid there: its own, where it has one. */
export async function sendDemotion(
  { vault, credentials }: Ports,
  { from }: Move,
  { leaseNumber }: Past,
): Promise<Answer<Facts>> {
  const token = credentials.tokenFor(from);
  if (token === null) return refused(401, "VAULT_TOKEN is not set");
  const answer = await vault.demote(from, token);
  return answer.is === "ok" ? ok({ demotedBy: leaseNumber }) : answer;
}
