import type { Answer } from "../../../ground/answer.ts";
import { isBefore, SINCE } from "../../../ground/vaultVersion.ts";
import type { Move } from "../../plan/plan.ts";
import type { OperationToken } from "../../ports/credentials.ts";
import type { Ports } from "../../ports/ports.ts";

/**
 * A DR operation token for one side's cluster, from the best source that its version takes: a batch token is none
 * before 1.4, and is not even tried there.
 */
export async function operationTokenFor(
  { credentials }: Pick<Ports, "credentials">,
  { vaultVersion, ...move }: Move,
  side: "from" | "to",
): Promise<Answer<OperationToken>> {
  const token = await credentials.operationToken(move[side]);
  if (token.is !== "ok" || token.value.source === "shares") return token;
  if (!isBefore(vaultVersion[side], SINCE.batchOperationToken)) return token;
  credentials.reject(move[side], token.value);
  return operationTokenFor({ credentials }, { vaultVersion, ...move }, side);
}
