import { BOUNDS } from "../../../../ground/bounds.ts";
import { clusterOf, type Guard, isPlanned, refuse } from "../guard.ts";

/** A planned move needs a live link: `stream-wals` alone proves nothing. */
export const linkGuard: Guard = (look) => {
  const target = clusterOf(look, look.to);
  if (!isPlanned(look) || target?.role !== "secondary") return [];
  const why = whyNotAlive(target.state, target.connectionState, target.peers, look.snapshot.at);
  if (why === null) return [];
  return [
    refuse(
      "LINK_DOWN",
      `${look.to} does not follow ${look.from}: ${why}.`,
      `Mend the link on port 8201, then look with: vault-dr status ${look.request.environment}`,
    ),
  ];
};

function whyNotAlive(
  state: string,
  connection: string | null,
  peers: { lastHeartbeatMs: number | null }[],
  now: number,
): string | null {
  if (state === "idle") return "its state is idle";
  if (connection !== null && connection !== "ready") return `its connection is ${connection}`;
  const heartbeats = peers.flatMap(({ lastHeartbeatMs }) => lastHeartbeatMs ?? []);
  const age = heartbeats.length === 0 ? 0 : now - Math.max(...heartbeats);
  return age > BOUNDS.heartbeatMs ? `its last heartbeat is ${Math.round(age / 1000)} s old` : null;
}
