import { type Refused, refused, type Unknown } from "../../../ground/answer.ts";
import type { KeyShare, SortedShares } from "./keyShares.ts";
import { positionsOf } from "./shareSets.ts";

/** A 403 is about the Vault token, not about the shares: Vault 2.x wants one, and the operator should hear that. */
export function explained<Failure extends Refused | Unknown>(
  answer: Failure,
  tokenWasSent: boolean,
): Failure | Refused {
  if (answer.is !== "refused" || answer.status !== 403) return answer;
  const about = tokenWasSent
    ? `The token in VAULT_TOKEN was not accepted: it must be valid here and have create, read, update and delete on ${PATH}.`
    : `Vault 2.x wants a Vault token besides the key shares: set VAULT_TOKEN to a root token of the primary, or to a batch token whose policy has create, read, update and delete on ${PATH}.`;
  return refused(403, `${answer.text}. ${about}`, answer.definite);
}

const PATH = "sys/replication/dr/secondary/generate-operation-token/*";

/** Null when the usable shares reach the threshold. Nothing was sent yet. */
export function tooFew(required: number, { usable, problems }: SortedShares): Refused | null {
  if (usable.length >= required) return null;
  const given = `${usable.length + problems.length} ${usable.length + problems.length === 1 ? "is" : "are"} given`;
  const why = problems.length === 0 ? "" : `, and of these: ${problems.join("; ")}`;
  return refused(400, `${required} key shares are needed, ${given}${why}`);
}

/** After every set, or as many as the bound allows, was refused at the threshold. `text` is Vault's. */
export function noSetFits(
  usable: readonly KeyShare[],
  size: number,
  tried: number,
  text: string,
): Refused {
  const finding =
    usable.length === size
      ? `at least one of the key shares ${positionsOf(usable)} is wrong, or they belong to another cluster; with one share more the wrong one can be told`
      : `${tried} sets of ${size} of the ${usable.length} key shares were tried and none fits: more than one of ${positionsOf(usable)} is wrong, or they belong to another cluster`;
  return refused(400, `${finding} (Vault: ${text})`);
}
