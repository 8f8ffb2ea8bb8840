import { type Refused, refused, type Unknown } from "../../../ground/answer.ts";
import type { Generation, GenerationSlot, Region } from "../../ports/vault.ts";
import type { KeyShare, SortedShares } from "./keyShares.ts";
import { positionsOf } from "./shareSets.ts";

/** A 403 is about the Vault token, not about the shares: Vault 2.x wants one, and the operator should hear that. */
export function explained<Failure extends Refused | Unknown>(
  answer: Failure,
  { strategy, token }: GenerationSlot,
): Failure | Refused {
  if (answer.is !== "refused" || answer.status !== 403) return answer;
  const { wanted, path, family } = KINDS[strategy];
  const given =
    token === null
      ? "Vault 2.x wants a Vault token besides the key shares, and VAULT_TOKEN is not set"
      : "The token in VAULT_TOKEN was not accepted for it";
  const about = `${given}. Since 2.0 Vault takes ${wanted} ${path}, or enable_unauthenticated_access = ["${family}"] in the server's configuration`;
  return refused(403, `${answer.text}. ${about}`, answer.definite);
}

const KINDS = {
  "dr-operation": {
    wanted:
      "a root token of the primary, a batch token whose policy has create, read, update and delete on",
    path: "sys/replication/dr/secondary/generate-operation-token/*",
    family: "generate-operation-token",
  },
  root: {
    wanted: "a token that is valid there and has create, read, update and delete on",
    path: "sys/generate-root/*",
    family: "generate-root",
  },
};

/** Null when the usable shares reach the threshold. Nothing was sent yet. */
export function tooFew(required: number, { usable, problems }: SortedShares): Refused | null {
  if (usable.length >= required) return null;
  const given = `${usable.length + problems.length} ${usable.length + problems.length === 1 ? "is" : "are"} given`;
  const why = problems.length === 0 ? "" : `, and of these: ${problems.join("; ")}`;
  return refused(400, `${required} key shares are needed, ${given}${why}`);
}

/** An attempt that held the slot was cancelled: only its owner could have finished it. */
export const gaveWay = (region: Region, { progress, required }: Generation): string =>
  `an unfinished attempt to generate a token in ${region} (${progress} of ${required} key shares given) was cancelled`;

/** The slot did not stay ours. `text` is what Vault said last; it never says who else is there. */
export const lostAgain = (region: Region, times: number, text: string): Refused =>
  refused(
    409,
    `the attempt was lost ${times} times, at last by: ${text}. Somebody else generates tokens in ${region} too, or its active node keeps changing: have them wait, then run the command again`,
  );

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
