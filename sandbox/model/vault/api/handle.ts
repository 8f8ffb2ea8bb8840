import type { Cluster } from "../cluster.ts";
import { allows, tokenIn } from "../tokens.ts";
import { clusterIn, type VaultWorld } from "../world.ts";
import { type Answered, denied, failed, type Reply, type Request } from "./replies.ts";
import { ROUTES, type Route } from "./routes.ts";

/**
 * One request to the active node of a Region's cluster, at the world's present time. Whether the Region can be reached
 * at all is the door's business.
 */
export function handle(world: VaultWorld, region: string, request: Request): Reply {
  const cluster = clusterIn(world, region);
  const path = request.path.replace(/^\/v1\//, "").replace(/^\/+/, "");
  const { found, pathKnown } = findRoute(request, path);
  const effect = found === null ? null : world.faults.take(`${region} ${found.call}`);
  if (effect?.kind === "answer") return failed(effect.status, effect.text);
  const applied = effect?.applied ?? true;
  const reply = applied ? answerTo(world, cluster, request, { found, pathKnown, path }) : null;
  if (effect?.kind === "lose-answer") return { is: "cut" };
  return reply === null || effect?.kind === "hang" ? { is: "held" } : reply;
}

type Found = { found: Route | null; pathKnown: boolean };

function findRoute({ method, query }: Request, path: string): Found {
  const asked = method === "GET" && query.list === "true" ? "LIST" : method;
  const onPath = ROUTES.filter((route) =>
    route.path.endsWith("/") ? path.startsWith(route.path) : path === route.path,
  );
  const found = onPath.find(({ methods }) => methods.length === 0 || methods.includes(asked));
  return { found: found ?? null, pathKnown: onPath.length > 0 };
}

function answerTo(
  world: VaultWorld,
  cluster: Cluster,
  request: Request,
  { found, pathKnown, path }: Found & { path: string },
): Reply {
  const away = awayFromService(world, cluster, found);
  if (away !== null) return away;
  if (found?.audience !== "open" && found?.audience !== "secondary") {
    return normalAnswer(world, cluster, request, { found, pathKnown, path });
  }
  const stopped = found.audience === "secondary" ? notForSecondary(world, cluster, request) : null;
  const barred = stopped ?? generationBar(world, cluster, request, found);
  return barred ?? found.handler(world, cluster, request, "");
}

/** Sealed, or in the middle of a role change: `sys/health` still speaks, unless the listener is gone altogether. */
function awayFromService(
  { settings }: VaultWorld,
  { sealed, roleChange }: Cluster,
  found: Route | null,
): Reply | null {
  const speaks =
    found?.call === "health" || found?.call === "seal-status" || found?.call === "leader";
  if (sealed) return speaks ? null : failed(503, "Vault is sealed");
  if (roleChange === null) return null;
  switch (settings.duringRoleChange) {
    case "reset":
      return { is: "cut" };
    case "wait":
      return { is: "later", at: roleChange.until };
    case "500":
      return speaks ? null : failed(500, "local node not active but active cluster node not found");
    case "503":
      return speaks ? null : failed(503, "no active Vault instance found");
    default:
      return settings.duringRoleChange satisfies never;
  }
}

function normalAnswer(
  world: VaultWorld,
  cluster: Cluster,
  request: Request,
  { found, pathKnown, path }: Found & { path: string },
): Answered {
  if (cluster.mode === "secondary") {
    return failed(400, "path disabled in replication DR secondary mode");
  }
  const entry = request.token === null ? null : tokenIn(world, cluster, request.token);
  if (entry === null) return denied();
  if (found === null)
    return pathKnown
      ? failed(405, "unsupported operation")
      : failed(404, `no handler for route "${path}". route entry not found.`);
  const capability = found.audience === "normal" ? found.capability : null;
  if (capability !== null && !allows(cluster, entry, path, capability)) return denied();
  const rest = found.path.endsWith("/") ? path.slice(found.path.length) : "";
  return found.handler(world, cluster, request, rest);
}

/** A DR secondary's calls on any other cluster. */
function notForSecondary(world: VaultWorld, cluster: Cluster, request: Request): Answered | null {
  if (cluster.mode === "secondary") return null;
  const { token } = request;
  if (token !== null && tokenIn(world, cluster, token) === null) return denied();
  return failed(400, "Not a DR secondary.");
}

function generationBar(
  world: VaultWorld,
  cluster: Cluster,
  { token }: Request,
  found: Route,
): Answered | null {
  if (found.audience === "normal" || found.generation !== true) return null;
  if (!cluster.traits.generationNeedsToken) return null;
  return token === null || tokenIn(world, cluster, token) === null ? denied() : null;
}
