import type { JournalEvent } from "../../../automation/journal/events.ts";
import type { Move } from "../../../automation/plan/plan.ts";
import { NO_CONSENTS } from "../../../automation/plan/snapshot.ts";
import { disasterPlan } from "../../../automation/plan/stages/disaster.ts";
import { addressOf, clusterAddressOf, regionOf } from "../../../infra/contract.ts";
import { EAST, ENVIRONMENT, type SimWorld, WEST } from "../world.ts";

const WEEK_MS = 7 * 86_400_000;

/**
 * A disaster of a week ago, by which us-west-2 serves since: written down beside the stack file of a machine that was
 * away until now, and in no run store. Its id and its lines.
 */
export function oldRun(world: SimWorld): { run: string; lines: string[] } {
  const at = world.startedAt - WEEK_MS;
  const run = `${new Date(at).toISOString().slice(0, 16).replace(":", "-")}-ruby-owl`;
  const move = moveOf(world);
  const promoted = { phase: "forward", step: "promote-new-primary" } as const;
  const events: JournalEvent[] = [
    {
      kind: "planned",
      at,
      run,
      release: "sim",
      plan: disasterPlan(move),
      findings: [],
      operator: "kim@away",
      reason: "simulated",
      consents: NO_CONSENTS,
    },
    { kind: "confirmed", at, by: "--yes" },
    {
      kind: "started",
      at,
      ...promoted,
      attempt: 1,
      undo: "promote-back",
      touches: true,
      busyUntil: at + 35_000,
    },
    {
      kind: "answered",
      at,
      ...promoted,
      attempt: 1,
      is: "ok",
      definite: false,
      text: "",
      facts: {},
    },
    { kind: "finished", at, ...promoted, since: at, found: false, facts: { fence: "demoted" } },
    {
      kind: "ended",
      at,
      outcome: "done",
      exitCode: 0,
      serving: move.to,
      remaining: [],
      findings: [],
      timings: { ...NO_TIME, writeOutageMs: null, clientOutageMs: null },
    },
  ];
  return { run, lines: events.map((event) => JSON.stringify(event)) };
}

const NO_TIME = { totalMs: 0, waitedForVaultMs: 0, waitedForDnsMs: 0, overheadMs: 0 };

function moveOf({ config, settings }: SimWorld): Move {
  const both = <T>(of: (region: string) => T) => ({ from: of(EAST), to: of(WEST) });
  const { ttlSeconds } = settings;
  return {
    verb: "failover",
    environment: ENVIRONMENT,
    from: EAST,
    to: WEST,
    takeover: config.takeover,
    service: {
      name: config.service.name,
      ttlSeconds,
      ttlSecondsBefore: ttlSeconds,
      nameOf: both((region) => regionOf(config, region).name),
    },
    clusterAddress: both((region) => clusterAddressOf(config, region)),
    apiAddress: both((region) => addressOf(config, region)),
    secondaryId: both((region) => `vault-dr-${region}`),
    options: {
      quiesce: false,
      forceIncomplete: false,
      acceptLoss: false,
      acceptUnfenced: false,
      generateRoot: false,
      hooks: { before: false, after: false },
      oldPrimarySilent: false,
    },
    seen: { receivedWal: null, shippedWal: null, secondsSinceHeartbeat: null },
    vaultVersion: { from: null, to: null },
    supersedes: null,
    probePath: null,
    stackFileInGit: false,
  };
}
