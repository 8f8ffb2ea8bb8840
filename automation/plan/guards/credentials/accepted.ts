import { inWords } from "../../../../ground/answer.ts";
import { type Guard, isDisaster, refuse, warn } from "../guard.ts";

/** A running primary was asked what VAULT_TOKEN may do: all that the run needs of it. */
export const credentialsAcceptedGuard: Guard = (look) => {
  const finding = isDisaster(look) ? warn : refuse;
  if (look.request.verb === "reconcile") return [];
  // The old primary of a reattachment has a guard of its own; it may be demoted by another token.
  const asked = Object.entries(look.snapshot.token).filter(
    ([region]) => look.request.verb !== "reattach" || region === look.to,
  );
  return asked.flatMap(([region, answer]) => {
    // Only Vault's own "permission denied" says something about the token; a path may be missing or closed.
    if (answer.is === "unknown" || (answer.is === "refused" && answer.status !== 403)) return [];
    const next = `Set a VAULT_TOKEN that ${region} accepts, and that may update sys/replication/dr/primary/*.`;
    if (answer.is === "refused") {
      return [
        finding(
          "TOKEN_NOT_ACCEPTED",
          `${region} does not accept VAULT_TOKEN (${inWords(answer)}).`,
          next,
        ),
      ];
    }
    if (answer.value.length === 0) return [];
    return [
      finding(
        "TOKEN_NOT_ACCEPTED",
        `On ${region} VAULT_TOKEN may not update ${answer.value.join(", ")}.`,
        next,
      ),
    ];
  });
};
