import { inWords } from "../../../../ground/answer.ts";
import type { Finding } from "../../../../ground/errors.ts";
import { isKnownTo } from "../../sides.ts";
import { type Case, clusterOf, type Guard, isDisaster, isPlanned, refuse, warn } from "../guard.ts";

/** The Region being left is a running primary, the target is a secondary; what a disaster needs is the target alone. */
export const rolesGuard: Guard = (look) => {
  if (look.request.verb === "reconcile") return leftLoose(look);
  if (look.request.verb === "reattach") return reattachRoles(look);
  return [...primaryOf(look), ...targetOf(look)];
};

/** Bookkeeping attaches nobody, but whoever sees a second primary, or a cluster that follows nobody, says so. */
function leftLoose(look: Case): Finding[] {
  const { from, to, request } = look;
  const [old, serving] = [clusterOf(look, from), clusterOf(look, to)];
  const next = `Bring it back with: vault-dr reattach ${request.environment}`;
  if (from === to || old === null) return [];
  if (old.role === "primary") {
    return [warn("TWO_PRIMARIES", `${to} serves, and ${from} says that it is primary too.`, next)];
  }
  if (old.role !== "secondary" || serving?.role !== "primary") return [];
  return isKnownTo(serving, old) ? [] : [warn("LINK_DOWN", `${from} does not follow ${to}.`, next)];
}

function primaryOf(look: Case): Finding[] {
  const { from, to, request } = look;
  if (!isPlanned(look)) return [];
  const primary = clusterOf(look, from);
  if (primary === null) {
    return [
      refuse(
        "PRIMARY_SILENT",
        `${from} serves and does not answer (${silence(look, from)}).`,
        `If it is lost: vault-dr failover ${request.environment} --to ${to}`,
      ),
    ];
  }
  if (primary.role === "primary" && primary.state === "running") return [];
  return [
    refuse(
      "PRIMARY_NOT_RUNNING",
      `${from} should serve and says ${primary.role}, ${primary.state || "no state"}.`,
      `See who serves with: vault-dr status ${request.environment}`,
    ),
  ];
}

function targetOf(look: Case): Finding[] {
  const { from, to, request } = look;
  const target = clusterOf(look, to);
  if (target === null) {
    return [
      refuse(
        "TARGET_SILENT",
        `${to} does not answer (${silence(look, to)}).`,
        "Bring it up, or choose another with --to.",
      ),
    ];
  }
  if (target.role === "secondary") return [];
  if (target.role === "primary" && clusterOf(look, from)?.role === "primary") {
    return [
      refuse(
        "TWO_PRIMARIES",
        `${from} and ${to} both say that they are primary.`,
        `Fence one of them; then bring it back with: vault-dr reattach ${request.environment}`,
      ),
    ];
  }
  // A primary that was promoted a moment ago knows no secondary; one that has come back knows those it had.
  const isFresh = target.role === "primary" && target.knownSecondaries.length === 0;
  if (isFresh && isDisaster(look) && look.snapshot.storeLeftOut === true) {
    const next = "This one goes on from there.";
    return [
      warn("TARGET_NOT_SECONDARY", `${to} was promoted by a run that cannot be seen now.`, next),
    ];
  }
  return [
    refuse(
      "TARGET_NOT_SECONDARY",
      `${to} is ${target.role === "unknown" ? "not telling its role" : target.role}.`,
      isDisaster(look)
        ? "Only a DR secondary can be promoted. Try again when it tells."
        : "Only a DR secondary can take over.",
    ),
  ];
}

function reattachRoles(look: Case): Finding[] {
  const { from, to, request } = look;
  const old = clusterOf(look, from);
  const serving = clusterOf(look, to);
  const findings: Finding[] = [];
  if (serving?.role !== "primary") {
    const says = serving === null ? silence(look, to) : serving.role;
    findings.push(
      refuse(
        "PRIMARY_NOT_RUNNING",
        `${to} should serve and says ${says}.`,
        `See: vault-dr status ${request.environment}`,
      ),
    );
  }
  if (old === null) {
    findings.push(
      refuse(
        "OLD_PRIMARY_SILENT",
        `${from} does not answer (${silence(look, from)}).`,
        "Run this again when it is back.",
      ),
    );
  } else if (old.role !== "primary" && old.role !== "secondary") {
    findings.push(
      refuse(
        "NOT_ATTACHABLE",
        `${from} says ${old.role}.`,
        old.role === "disabled"
          ? "Replication was switched off there: only enabling it anew, which erases it, brings it back."
          : "It is changing its role: run this again.",
      ),
    );
  }
  return findings;
}

function silence({ snapshot }: Case, region: string): string {
  const answer = snapshot.clusters[region];
  return answer === undefined || answer.is === "ok" ? "not asked" : inWords(answer);
}
