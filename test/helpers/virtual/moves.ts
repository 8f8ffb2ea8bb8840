import type { Move, Plan } from "../../../automation/plan/plan.ts";
import { reattachPlan } from "../../../automation/plan/stages/afterwards.ts";
import { disasterPlan } from "../../../automation/plan/stages/disaster.ts";
import { plannedPlan } from "../../../automation/plan/stages/planned.ts";
import { VERSIONS, type VersionLine } from "../../../sandbox/model/vault/versions.ts";
import { EAST, WEST } from "../vaultWorld.ts";
import { nameOf, SERVICE } from "./estate.ts";

/** us-west-2 → us-east-1, as `decide` would have it. */
export function aMove(more: Partial<Move> = {}, options: Partial<Move["options"]> = {}): Move {
  return {
    verb: "switchover",
    environment: "test",
    from: WEST,
    to: EAST,
    takeover: 2,
    service: {
      name: SERVICE,
      ttlSeconds: 5,
      ttlSecondsBefore: 5,
      nameOf: { from: nameOf(WEST), to: nameOf(EAST) },
    },
    clusterAddress: { from: "127.0.1.1:8201", to: "127.0.2.1:8201" },
    apiAddress: { from: "https://127.0.1.1:8200", to: "https://127.0.2.1:8200" },
    secondaryId: { from: `vault-dr-${WEST}`, to: `vault-dr-${EAST}` },
    options: {
      quiesce: true,
      forceIncomplete: false,
      acceptLoss: false,
      acceptUnfenced: false,
      generateRoot: false,
      hooks: { before: false, after: false },
      oldPrimarySilent: false,
      ...options,
    },
    seen: { receivedWal: 1_401, shippedWal: 1_401, secondsSinceHeartbeat: 1 },
    vaultVersion: { from: "1.21.0+ent", to: "1.21.0+ent" },
    supersedes: null,
    probePath: null,
    stackFileInGit: true,
    ...more,
  };
}

export const aPlannedMove = (
  options: Partial<Move["options"]> = {},
  rollbackAfterMs = 15_000,
): Plan => plannedPlan(aMove({}, options), { drainTimeoutMs: 10_000, rollbackAfterMs });

export const aDisaster = (options: Partial<Move["options"]> = {}): Plan =>
  disasterPlan(aMove({ verb: "failover" }, { quiesce: false, ...options }));

export const aReattachment = (options: Partial<Move["options"]> = {}): Plan =>
  reattachPlan(aMove({ verb: "reattach" }, { quiesce: false, ...options }));

/** The plan as it is made where both clusters run that release. */
export function onVault(plan: Plan, line: VersionLine): Plan {
  const { version } = VERSIONS[line];
  return { ...plan, move: { ...plan.move, vaultVersion: { from: version, to: version } } };
}
