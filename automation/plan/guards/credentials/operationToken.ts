import type { RunVerb } from "../../plan.ts";
import { type Guard, isDisaster, refuse, warn } from "../guard.ts";

const CALL = "sys/replication/dr/secondary/";

/** What a DR operation token authorises in each kind of run, forward and on the way back. */
const NEEDED: Record<RunVerb, readonly string[]> = {
  switchover: ["promote", "update-primary"],
  failback: ["promote", "update-primary"],
  failover: ["promote"],
  reattach: ["update-primary"],
  reconcile: [],
};

/**
 * A primary was asked what VAULT_DR_OPERATION_TOKEN may do: that it may not promote is not to be found out when nobody
 * serves any more.
 */
export const operationTokenGuard: Guard = (look) => {
  const { operationTokenLacks = [], shares } = look.snapshot.credentials;
  const needed = NEEDED[look.request.verb].map((call) => `${CALL}${call}`);
  const lacks = operationTokenLacks.filter((path) => needed.includes(path));
  if (lacks.length === 0) return [];
  const now = `VAULT_DR_OPERATION_TOKEN may not update ${lacks.join(", ")}.`;
  if (shares > 0)
    return [
      warn("CREDENTIAL_REFUSED", now, "A token generated from the key shares is used there."),
    ];
  const finding = isDisaster(look) ? warn : refuse;
  const next = `Give one whose policy has update on ${needed.join(" and ")}, or key shares too.`;
  return [finding("CREDENTIAL_REFUSED", now, next)];
};
