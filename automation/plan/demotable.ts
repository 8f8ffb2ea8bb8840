import { type Answer, inWords } from "../../ground/answer.ts";

export const DEMOTE_PATH = "sys/replication/dr/primary/demote";

/**
 * Whether VAULT_TOKEN may demote a primary that answers, from what it says of the token; `refused` only by Vault's own
 * word. undefined is a cluster that is no running primary: it needs no demotion.
 */
export type Demotable =
  | { is: "demotable" }
  | { is: "unknown" }
  | { is: "refused"; why: string }
  | { is: "not-needed" };

export function demotable(answer: Answer<string[]> | undefined): Demotable {
  if (answer === undefined) return { is: "not-needed" };
  if (answer.is === "ok") {
    return answer.value.includes(DEMOTE_PATH)
      ? { is: "refused", why: `VAULT_TOKEN may not update ${DEMOTE_PATH} there` }
      : { is: "demotable" };
  }
  return answer.is === "refused" && answer.status === 403
    ? { is: "refused", why: `it does not accept VAULT_TOKEN (${inWords(answer)})` }
    : { is: "unknown" };
}
