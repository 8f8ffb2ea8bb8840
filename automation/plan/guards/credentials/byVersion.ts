import type { Finding } from "../../../../ground/errors.ts";
import { isBefore, isSince, SINCE } from "../../../../ground/vaultVersion.ts";
import type { Region } from "../../../ports/vault.ts";
import { type Case, clusterOf, type Guard, isPlanned, refuse, warn } from "../guard.ts";
import { canCollect, LATER } from "./present.ts";

/** What Vault's version makes of the credentials: a batch token is none before 1.4, key shares are not enough since 2.0. */
export const credentialsByVersionGuard: Guard = (look) =>
  look.request.verb === "reconcile" ? [] : [...batchToken(look), ...tokenForCeremony(look)];

function batchToken(look: Case): Finding[] {
  const { credentials } = look.snapshot;
  const old = authorising(look).filter((region) =>
    isBefore(versionOf(look, region), SINCE.batchOperationToken),
  );
  if (!credentials.operationToken || old.length === 0) return [];
  const running = old.map((region) => `${region} runs Vault ${versionOf(look, region)}`).join(", ");
  const now = `${running}: a batch token, as in VAULT_DR_OPERATION_TOKEN, authorises nothing there; Vault takes them since ${SINCE.batchOperationToken}.`;
  if (credentials.shares > 0)
    return [warn("CREDENTIAL_MISSING", now, "A token generated from the key shares is used.")];
  if (canCollect(credentials)) return [warn("CREDENTIAL_MISSING", now, LATER)];
  const next =
    "Give key shares: VAULT_RECOVERY_KEY_1…n, --key-share-command CMD, or the hidden prompt of a terminal.";
  return [refuse("CREDENTIAL_MISSING", now, next)];
}

/** Where the run needs a DR operation token: on what is to be promoted, and on what is to be attached or promoted back. */
function authorising(look: Case): Region[] {
  if (isPlanned(look)) return [look.to, look.from];
  return [look.request.verb === "reattach" ? look.from : look.to];
}

function tokenForCeremony(look: Case): Finding[] {
  const { credentials, openCeremony } = look.snapshot;
  const [region = look.to] = authorising(look);
  const version = versionOf(look, region);
  const fromShares =
    !credentials.operationToken && (credentials.shares > 0 || canCollect(credentials));
  if (credentials.vaultToken || !fromShares || !isSince(version, SINCE.tokenForCeremony)) return [];
  if (openCeremony.includes(region)) return [];
  return [
    refuse(
      "CREDENTIAL_MISSING",
      `${region} runs Vault ${version}, which wants a Vault token besides the key shares, and VAULT_TOKEN is not set.`,
      `Set VAULT_TOKEN to a root token of the primary, or to a batch token whose policy has create, read, update and delete on sys/replication/dr/secondary/generate-operation-token/*. With neither, break the glass: enable_unauthenticated_access = ["generate-operation-token"] in the server configuration of ${region}, for as long as the run takes.`,
    ),
  ];
}

const versionOf = (look: Case, region: Region): string | null =>
  clusterOf(look, region)?.version ?? null;
