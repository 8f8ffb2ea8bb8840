import type { Finding } from "../../../../ground/errors.ts";
import { isSince, SINCE } from "../../../../ground/vaultVersion.ts";
import { demotable } from "../../demotable.ts";
import { type Case, clusterOf, type Guard, info, refuse, warn } from "../guard.ts";
import { canCollect } from "./present.ts";

/** A reattachment demotes the old primary: by a token that it accepts, or by a root token made of key shares. */
export const rootTokenGuard: Guard = (look) => {
  const { request, snapshot, from } = look;
  if (request.verb !== "reattach" || !snapshot.credentials.vaultToken) return [];
  const { generateRoot } = request.consents;
  const state = demotable(snapshot.token[from]);
  switch (state.is) {
    case "refused":
      return generateRoot ? [byRootToken(look, state.why)] : [withoutToken(look, state.why)];
    case "demotable":
      return generateRoot ? [needless(`${from} accepts VAULT_TOKEN.`)] : [];
    case "not-needed":
      return generateRoot ? [needless(`${from} is no primary that has to be demoted.`)] : [];
    case "unknown":
      return [];
    default:
      return state satisfies never;
  }
};

function withoutToken({ request: { environment }, from, to }: Case, why: string): Finding {
  return refuse(
    "TOKEN_NOT_ACCEPTED",
    `${from} cannot be demoted: ${why}.`,
    `Set VAULT_TOKEN to one that ${from} and ${to} both accept; or have a root token of ${from} generated from key shares for this run: vault-dr reattach ${environment} --generate-root`,
  );
}

function byRootToken(look: Case, why: string): Finding {
  const { from, snapshot } = look;
  const now = `${from} cannot be demoted with VAULT_TOKEN: ${why}.`;
  if (snapshot.credentials.shares > 0 || canCollect(snapshot.credentials)) {
    return warn(
      "TOKEN_NOT_ACCEPTED",
      now,
      `A root token of ${from} is generated from key shares, demotes it, and is gone at the end of the run.${since2(look)}`,
    );
  }
  return refuse(
    "CREDENTIAL_MISSING",
    `${now} A root token of ${from} cannot be generated: there is no key share.`,
    "Give key shares: VAULT_RECOVERY_KEY_1…n, --key-share-command CMD, or the hidden prompt of a terminal.",
  );
}

/** Whoever has no token there at all cannot generate one either. */
function since2(look: Case): string {
  const version = clusterOf(look, look.from)?.version ?? null;
  return isSince(version, SINCE.tokenForCeremony)
    ? ` Vault ${version} generates it only for a token that it accepts, or with enable_unauthenticated_access = ["generate-root"] in its configuration.`
    : "";
}

const needless = (why: string): Finding =>
  info("ROOT_NOT_NEEDED", `No root token is generated: ${why}`, "Nothing to do.");
