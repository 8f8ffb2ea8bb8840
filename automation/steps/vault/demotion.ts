import { type Answer, ok, refused } from "../../../ground/answer.ts";
import type { Move } from "../../plan/plan.ts";
import type { Ports } from "../../ports/ports.ts";
import type { Facts, Past } from "../step.ts";

/** Sends the demotion to the old primary, with the ordinary token that is valid there. */
export async function sendDemotion(
  { vault, credentials }: Ports,
  { from }: Move,
  { leaseNumber }: Past,
): Promise<Answer<Facts>> {
  const token = credentials.vaultToken();
  if (token === null) return refused(401, "VAULT_TOKEN is not set");
  const answer = await vault.demote(from, token);
  return answer.is === "ok" ? ok({ demotedBy: leaseNumber }) : answer;
}
