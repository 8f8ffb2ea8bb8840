import { inWords, ok } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import type { ClusterView } from "../../ports/vault.ts";
import { done, isAccepted, STEP_DEFAULTS, type Step, todo, unclear } from "../step.ts";

/** Waits until the target follows closely: it has every WAL that the primary had shipped when this began. */
export const followClosely: Step = {
  ...STEP_DEFAULTS,
  name: "follow-closely",
  fleeting: true,
  title: ({ to, from }) => `wait until ${to} follows ${from} closely`,
  calls: ({ from, to }) => [`GET ${from}, ${to} sys/replication/dr/status`],
  async probe({ vault, clock }, { to }, past) {
    const { facts } = past;
    if (!isAccepted(past) || typeof facts.followWal !== "number") return todo;
    const target = await vault.view(to, BOUNDS.observeMs);
    if (target.is !== "ok") return unclear(inWords(target));
    const why = whyNotClose(target.value, facts.followWal, clock.now());
    return why === null ? done() : unclear(why);
  },
  async act({ vault }, { from }) {
    const primary = await vault.view(from, BOUNDS.observeMs);
    return primary.is === "ok" ? ok({ followWal: primary.value.shippedWal ?? 0 }) : primary;
  },
  refused: () => null,
  late: ({ to, from, environment }, why) => ({
    code: "NOT_CAUGHT_UP",
    now: `${to} did not follow ${from} closely in time: ${why}. Nothing was demoted.`,
    next: `Find out why with: vault-dr check ${environment}. vault-dr:recovery.drainTimeout sets the limit.`,
  }),
};

function whyNotClose(target: ClusterView, wal: number, now: number): string | null {
  if (target.state !== "stream-wals") return `its state is ${target.state}`;
  if (target.connectionState !== null && target.connectionState !== "ready") {
    return `its link is ${target.connectionState}`;
  }
  const heartbeats = target.peers.flatMap(({ lastHeartbeatMs }) => lastHeartbeatMs ?? []);
  if (heartbeats.length > 0 && now - Math.max(...heartbeats) > BOUNDS.heartbeatMs) {
    return "its last heartbeat is too old";
  }
  const received = target.receivedWal ?? 0;
  return received === 0 || received >= wal ? null : `it has WAL ${received} of ${wal}`;
}
