import { BOUNDS } from "../../../../ground/bounds.ts";
import type { Finding } from "../../../../ground/errors.ts";
import type { CredentialsView } from "../../../ports/credentials.ts";
import {
  type Case,
  clusterOf,
  type Guard,
  info,
  isDisaster,
  isPlanned,
  refuse,
  warn,
} from "../guard.ts";

/** Everything that authorises the run is there before anything is touched, for the way back too. */
export const credentialsPresentGuard: Guard = (look) =>
  look.request.verb === "reconcile"
    ? []
    : [...vaultToken(look), ...operationToken(look), ...wayBack(look)];

function vaultToken(look: Case): Finding[] {
  if (look.snapshot.credentials.vaultToken) return [];
  if (isDisaster(look)) {
    return [
      warn(
        "CREDENTIAL_MISSING",
        `VAULT_TOKEN is not set: ${look.from} cannot be demoted should it answer, and service is proven by health alone.`,
        "Set it to a token that is valid on both clusters.",
      ),
    ];
  }
  return [
    refuse(
      "CREDENTIAL_MISSING",
      `VAULT_TOKEN is not set: ${look.from} cannot be demoted, nor ${look.to} asked for an activation token.`,
      "Set it to a token that may update sys/replication/dr/primary/*.",
    ),
  ];
}

function operationToken({ snapshot: { credentials } }: Case): Finding[] {
  if (credentials.operationToken || credentials.shares > 0) return [];
  const now = "There is no DR operation token and no key share.";
  const next =
    "Set VAULT_DR_OPERATION_TOKEN, or give key shares: VAULT_RECOVERY_KEY_1…n, --key-share-command CMD, or the hidden prompt of a terminal.";
  return [
    canCollect(credentials)
      ? info("SHARES_TO_COLLECT", now, LATER)
      : refuse("CREDENTIAL_MISSING", now, next),
  ];
}

/** Whether there is somebody to ask for key shares. */
export const canCollect = ({ holders }: CredentialsView): boolean =>
  holders.command || holders.terminal;

export const LATER =
  "Key shares are asked for once the run is agreed to, before anything is touched.";

/** A token whose end is not known may end in the middle of the run: then the way back needs a quorum of shares. */
function wayBack(look: Case): Finding[] {
  const { credentials, at } = look.snapshot;
  if (!isPlanned(look) || !credentials.operationToken || clusterOf(look, look.from) === null)
    return [];
  const bound =
    2 *
    (look.config.recovery.drainTimeoutMs + look.config.recovery.rollbackAfterMs + BOUNDS.promoteMs);
  const end = credentials.operationTokenExpiresAt;
  if (end !== null && end - at >= bound) return [];
  const now =
    end === null
      ? "The end of VAULT_DR_OPERATION_TOKEN is not known."
      : `VAULT_DR_OPERATION_TOKEN ends in ${Math.round((end - at) / 1000)} s; the run may take ${bound / 1000} s.`;
  if (credentials.shares > 0)
    return [warn("EXPIRY_UNKNOWN", now, "The way back is open by key shares.")];
  if (canCollect(credentials))
    return [warn("EXPIRY_UNKNOWN", `${now} The way back needs key shares.`, LATER)];
  return [refuse("EXPIRY_UNKNOWN", now, "Give key shares too: the way back needs them.")];
}
