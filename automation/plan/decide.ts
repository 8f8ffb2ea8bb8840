import type { Finding } from "../../ground/errors.ts";
import { addressOf, clusterAddressOf, regionOf, type StackConfig } from "../../infra/contract.ts";
import type { ClusterView, Region } from "../ports/vault.ts";
import { demotable } from "./demotable.ts";
import { GUARDS } from "./guards/all.ts";
import type { Case } from "./guards/guard.ts";
import { unfinishedRun } from "./guards/runs/unfinished.ts";
import { regionOfRecord } from "./guards/traffic/served.ts";
import type { Move, Plan } from "./plan.ts";
import { servingRegion, sidesOf } from "./sides.ts";
import type { Request, Snapshot } from "./snapshot.ts";
import { reattachPlan, reconcilePlan } from "./stages/afterwards.ts";
import { disasterPlan } from "./stages/disaster.ts";
import { plannedPlan } from "./stages/planned.ts";

export type Decision =
  | { is: "plan"; plan: Plan; findings: Finding[] }
  | { is: "nothing"; why: string; serving: Region }
  | { is: "refused"; findings: Finding[]; from: Region | null; to: Region | null };

/** From the wish and the world to a plan, or to every reason why not, at once. Plain: asks nobody, changes nothing. */
export function decide(request: Request, snapshot: Snapshot, config: StackConfig): Decision {
  const sides = sidesOf(request, snapshot, config);
  if (sides.is === "nothing") {
    const unfinished = unfinishedRun(request, snapshot);
    return unfinished === null
      ? { is: "nothing", why: sides.why, serving: servingRegion(snapshot, config) }
      : { is: "refused", findings: [unfinished], from: null, to: null };
  }
  if (sides.is === "unclear") {
    const finding = {
      id: "UNKNOWN_REGION",
      severity: "refuse",
      now: sides.now,
      next: sides.next,
    } as const;
    return { is: "refused", findings: [finding], from: null, to: null };
  }
  const look: Case = { snapshot, request, config, from: sides.from, to: sides.to };
  const findings = examine(look);
  if (findings.some(({ severity }) => severity === "refuse")) {
    return { is: "refused", findings, from: sides.from, to: sides.to };
  }
  return { is: "plan", plan: planFor(look), findings };
}

/** Everything that the guards have to say, refusals first. */
export function examine(look: Case): Finding[] {
  const rank = { refuse: 0, warn: 1, info: 2 };
  const findings = Object.values(GUARDS).flatMap((guard) => guard(look));
  return findings.sort((left, right) => rank[left.severity] - rank[right.severity]);
}

function planFor(look: Case): Plan {
  const move = moveOf(look);
  const { drainTimeoutMs, rollbackAfterMs } = look.config.recovery;
  const writersStopped = look.snapshot.writersStopped === true && move.options.quiesce;
  switch (look.request.verb) {
    case "switchover":
    case "failback":
      return plannedPlan(move, { drainTimeoutMs, rollbackAfterMs });
    case "failover":
      return disasterPlan(move, { unseen: look.snapshot.storeLeftOut === true, writersStopped });
    case "reattach":
      return reattachPlan(move, { writersStopped });
    case "reconcile":
      return reconcilePlan(move, { isLedElsewhere: isLedElsewhere(look) });
    default:
      return look.request.verb satisfies never;
  }
}

/** An update of the stack changes the record only where the stack itself named another Region. */
function isLedElsewhere(look: Case): boolean {
  const led = regionOfRecord(look);
  return led !== null && led !== look.to;
}

function moveOf({ snapshot, request, config, from, to }: Case): Move {
  const record = snapshot.record.is === "ok" ? snapshot.record.value : null;
  const consents = request.consents;
  return {
    verb: request.verb,
    environment: request.environment,
    from,
    to,
    takeover: takeoverOf(request, snapshot, config),
    service: {
      name: config.service.name,
      ttlSeconds: config.service.ttlSeconds,
      ttlSecondsBefore: record?.ttlSeconds ?? config.service.ttlSeconds,
      nameOf: { from: regionOf(config, from).name, to: regionOf(config, to).name },
    },
    clusterAddress: { from: clusterAddressOf(config, from), to: clusterAddressOf(config, to) },
    apiAddress: { from: addressOf(config, from), to: addressOf(config, to) },
    secondaryId: { from: `vault-dr-${from}`, to: `vault-dr-${to}` },
    options: {
      quiesce: config.hooks.quiesce !== undefined,
      forceIncomplete: consents.forceIncomplete,
      acceptLoss: consents.acceptLoss,
      acceptUnfenced: consents.acceptUnfenced,
      generateRoot: isRootNeeded(request, snapshot, from),
      hooks: { before: config.hooks.before.length > 0, after: config.hooks.after.length > 0 },
      oldPrimarySilent: snapshot.clusters[from]?.is !== "ok",
    },
    seen: seenOf(snapshot, from, to),
    vaultVersion: { from: versionOf(snapshot, from), to: versionOf(snapshot, to) },
    supersedes: supersededBy(request, snapshot),
    probePath: config.probe?.path ?? null,
    stackFileInGit: snapshot.stackFileCommitted !== null,
  };
}

/** A move gets the next number after everything that was ever seen; bookkeeping keeps the one that is on record. */
function takeoverOf(
  { verb }: Request,
  { serving, stackFile }: Snapshot,
  config: StackConfig,
): number {
  const recorded = serving.is === "ok" ? serving.value?.takeover : undefined;
  const filed = stackFile.is === "ok" ? stackFile.value.takeover : config.takeover;
  if (verb === "reattach" || verb === "reconcile") return recorded ?? filed;
  return Math.max(recorded ?? 0, filed) + 1;
}

/** The guard of unfinished runs has let it pass: the failover takes that run's place. */
function supersededBy({ verb }: Request, { unfinished }: Snapshot): Move["supersedes"] {
  if (verb !== "failover" || unfinished === null) return null;
  const { run, quiesced, rootsEqual, busyUntil } = unfinished;
  return { run, quiesced, rootsEqual, busyUntil };
}

/** Consented to, and VAULT_TOKEN is not known to be accepted: the run's step looks again before it generates. */
function isRootNeeded({ verb, consents }: Request, { token }: Snapshot, from: Region): boolean {
  const { is } = demotable(token[from]);
  return verb === "reattach" && consents.generateRoot && (is === "refused" || is === "unknown");
}

function versionOf({ clusters }: Snapshot, region: Region): string | null {
  const view = clusters[region];
  return view?.is === "ok" ? view.value.version : null;
}

function seenOf(snapshot: Snapshot, from: Region, to: Region): Move["seen"] {
  const view = (region: Region): ClusterView | null => {
    const answer = snapshot.clusters[region];
    return answer?.is === "ok" ? answer.value : null;
  };
  const heartbeats = view(to)?.peers.flatMap(({ lastHeartbeatMs }) => lastHeartbeatMs ?? []) ?? [];
  const youngest = heartbeats.length === 0 ? null : Math.max(...heartbeats);
  return {
    receivedWal: view(to)?.receivedWal ?? null,
    shippedWal: view(from)?.shippedWal ?? null,
    secondsSinceHeartbeat: youngest === null ? null : Math.max(0, (snapshot.at - youngest) / 1000),
  };
}
