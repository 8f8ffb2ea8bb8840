import { compareVersions } from "../../../../ground/vaultVersion.ts";
import { clusterOf, type Guard, isDisaster, refuse, warn } from "../guard.ts";

/** Replication never runs from a newer to an older Vault: an older cluster could not be attached after the move. */
export const versionGuard: Guard = (look) => {
  const { from, to } = look;
  const old = clusterOf(look, from);
  const next = clusterOf(look, to);
  if (old === null || next === null || compareVersions(next.version, old.version) <= 0) return [];
  const finding = isDisaster(look) ? warn : refuse;
  return [
    finding(
      "VERSION_ORDER",
      `${to} runs Vault ${next.version}, ${from} the older ${old.version}: ${from} could not be attached to it.`,
      `Upgrade ${from} first.`,
    ),
  ];
};
