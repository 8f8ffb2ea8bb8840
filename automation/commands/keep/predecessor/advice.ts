import type { Finding } from "../../../../ground/errors.ts";
import type { Predecessor } from "./configuration.ts";
import { providerRegionOf } from "./stackFileText.ts";

/** What the predecessor's file could not say, and what is different now, each with what to do about it. */
export function adviceOn(found: Predecessor[]): Finding[] {
  const first = found[0]?.environment ?? "ENV";
  return [...chosen(found, first), ...different(found, first)];
}

/** `first`: an environment, for examples. */
function chosen(found: Predecessor[], first: string): Finding[] {
  const each = (what: (one: Predecessor) => string): string =>
    found.map((one) => `${one.environment}: ${what(one)}`).join("; ");
  const names = found.flatMap(({ primary, secondary }) => [primary.name, secondary.name]);
  const choice = (now: string, next: string): Finding => warn("CHOSEN_BY_INIT", now, next);
  return [
    choice(
      `Which Region serves is not in the file. Taken is the primary's (${each(({ primary }) => primary.region)}).`,
      "If the last move left the other one serving, change vault-dr:activeRegion before the first `pulumi up`.",
    ),
    choice(
      `The Regions have names of their own now: ${names.join(", ")}. The stack declares them, and the command reaches Vault by them.`,
      `Have them in Vault's certificates; then: pulumi up --stack ${first}`,
    ),
    choice(
      `aws:region is the provider's own (${each(providerRegionOf)}): neither of Vault's Regions, so that it works when one is gone.`,
      "Choose another one where you may not work there.",
    ),
    choice(
      `Replication is told <Region's name>:8201 as a primary's address. The predecessor left it to Vault.`,
      "Let the load balancers pass TCP 8201 unchanged, or set vault-dr:regions.REGION.clusterAddress to what does.",
    ),
    warn(
      "NO_QUIESCE",
      "The predecessor had no way to stop writers: a write may slip into a planned move, which then goes back.",
      "Set vault-dr:hooks.quiesce and unquiesce.",
    ),
  ];
}

function different(found: Predecessor[], first: string): Finding[] {
  const services = found.map(({ service }) => service).join(", ");
  const change = (now: string, next: string): Finding => warn("UNLIKE_THE_PREDECESSOR", now, next);
  return [
    change(
      `The stack takes over the CNAME of ${services}: it will point at the active Region's own name, with a TTL of 5 s instead of 300 s. A value with https:// in it, as the predecessor wrote, does not survive.`,
      `See it first: pulumi preview --stack ${first}. Where another stack declares the record, set vault-dr:service.existingRecords: true and make the Regions' names yourself.`,
    ),
    change(
      "Vault's certificates are verified. The predecessor had that switched off.",
      "Set VAULT_CACERT to a PEM file with their authority, unless this machine trusts it already.",
    ),
    {
      id: "UNLIKE_THE_PREDECESSOR",
      severity: "info",
      now: "VAULT_TOKEN and VAULT_RECOVERY_KEY_1 … n are read as before, AWS_SECRET_KEY is not.",
      next: `Set AWS_SECRET_ACCESS_KEY in its place, or any other credentials of the AWS SDK; then look: vault-dr status ${first}`,
    },
  ];
}

const warn = (id: Finding["id"], now: string, next: string): Finding => ({
  id,
  severity: "warn",
  now,
  next,
});
