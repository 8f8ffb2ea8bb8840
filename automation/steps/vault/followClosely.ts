import { inWords, ok } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import type { ClusterView } from "../../ports/vault.ts";
import { done, isAccepted, STEP_DEFAULTS, type Step, todo, unclear } from "../step.ts";

/**
 * Waits until the target follows closely: it has every WAL that the primary had shipped when this began, or all that the
 * primary has now. Before Vault 1.4 the primary's counter holds local WALs too, which are never shipped.
 */
export const followClosely: Step = {
  ...STEP_DEFAULTS,
  name: "follow-closely",
  fleeting: true,
  title: ({ to, from }) => `wait until ${to} follows ${from} closely`,
  calls: ({ from, to }) => [`GET ${from}, ${to} sys/replication/dr/status`],
  async probe({ vault, clock }, { from, to }, past) {
    const { followWal } = past.facts;
    if (!isAccepted(past) || typeof followWal !== "number") return todo;
    const [primary, target] = await Promise.all([
      vault.view(from, BOUNDS.observeMs),
      vault.view(to, BOUNDS.observeMs),
    ]);
    if (target.is !== "ok") return unclear(inWords(target));
    const root = primary.is === "ok" ? primary.value.merkleRoot : null;
    const why =
      whyNotAlive(target.value, clock.now()) ?? whyNotClose(target.value, { followWal, root });
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

function whyNotAlive(target: ClusterView, now: number): string | null {
  if (target.state !== "stream-wals") return `its state is ${target.state}`;
  if (target.connectionState !== null && target.connectionState !== "ready") {
    return `its link is ${target.connectionState}`;
  }
  const heartbeats = target.peers.flatMap(({ lastHeartbeatMs }) => lastHeartbeatMs ?? []);
  return heartbeats.length > 0 && now - Math.max(...heartbeats) > BOUNDS.heartbeatMs
    ? "its last heartbeat is too old"
    : null;
}

type Goal = { followWal: number; root: string | null };

function whyNotClose(
  { receivedWal, merkleRoot }: ClusterView,
  { followWal, root }: Goal,
): string | null {
  const received = receivedWal ?? 0; // right after a merkle sync too: then the roots tell
  const hasAll = merkleRoot !== null && merkleRoot === root;
  return hasAll || received >= followWal ? null : `it has WAL ${received} of ${followWal}`;
}
