import type { Cluster, NodeKind } from "../cluster.ts";
import { meddle } from "../meddling.ts";
import { allows, tokenIn } from "../tokens.ts";
import { clusterIn, type DuringRoleChange, type VaultWorld } from "../world.ts";
import { inItsPlace } from "./front.ts";
import { generationBar } from "./generationAccess.ts";
import { type Answered, denied, failed, type Reply, type Request } from "./replies.ts";
import { mayChange, ROUTES, type Route } from "./routes.ts";

/**
 * One request to the active node of a Region's cluster, at the world's present time. Whether the Region can be reached
 * at all is the door's business.
 */
export function handle(world: VaultWorld, region: string, request: Request): Reply {
  const cluster = clusterIn(world, region);
  const path = request.path.replace(/^\/v1\//, "").replace(/^\/+/, "");
  const { found, pathKnown } = findRoute(request, path);
  const inFront = inItsPlace(world, cluster, found);
  if (inFront !== null) return inFront;
  const effect =
    found === null ? null : world.faults.take(`${region} ${found.call}`, mayChange(found));
  if (effect?.kind === "answer") return failed(effect.status, effect.text);
  if (effect !== null) meddle(world, cluster, effect);
  const applied = effect?.applied ?? true;
  const reply = applied ? answerTo(world, cluster, request, { found, pathKnown, path }) : null;
  if (effect?.kind === "lose-answer") return { is: "cut" };
  return reply === null || effect?.kind === "hang" ? { is: "held" } : reply;
}

const DISABLED = "path disabled in replication DR secondary mode";
const SECONDARY_CALLS = "sys/replication/dr/secondary/";
const UNSUPPORTED = {
  path: "1 error occurred:\n\t* unsupported path\n\n",
  operation: "1 error occurred:\n\t* unsupported operation\n\n",
};

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
  if (found?.trait !== undefined && !cluster.traits[found.trait]) {
    return normalAnswer(world, cluster, request, { found: null, pathKnown: false, path });
  }
  if (found === null || found.audience === "normal") {
    return normalAnswer(world, cluster, request, { found, pathKnown, path });
  }
  if (found.audience === "primary" && cluster.mode === "secondary") return failed(400, DISABLED);
  const barred = found.generation === true ? generationBar(world, cluster, request, path) : null;
  const stopped = found.audience === "secondary" ? notForSecondary(world, cluster, request) : null;
  return barred ?? stopped ?? found.handler(world, cluster, request, "");
}

const IN_TURN: Exclude<DuringRoleChange, "in-turn">[] = ["reset", "500", "503"];

/** What a node says to whom it would have to pass on to an active one. */
const NO_ACTIVE: Record<Exclude<NodeKind, "active">, [number, string]> = {
  leaderless: [500, "local node not active but active cluster node not found"],
  unhealthy: [503, "no active Vault instance found"],
  removed: [503, "no active Vault instance found"],
};

/** Sealed, without its active node, or in the middle of a role change: `sys/health` still speaks, unless the listener is gone altogether. */
function awayFromService(
  { settings }: VaultWorld,
  { sealed, roleChange, ailments: { node } }: Cluster,
  found: Route | null,
): Reply | null {
  const speaks =
    found?.call === "health" || found?.call === "seal-status" || found?.call === "leader";
  if (sealed) return speaks ? null : failed(503, "Vault is sealed");
  if (node !== "active") return speaks ? null : failed(...NO_ACTIVE[node]);
  if (roleChange === null) return null;
  const { duringRoleChange } = settings;
  const met =
    duringRoleChange === "in-turn" ? IN_TURN[roleChange.met++ % IN_TURN.length] : duringRoleChange;
  switch (met) {
    case undefined:
    case "reset":
      return { is: "cut" };
    case "wait":
      return { is: "later", at: roleChange.until };
    case "500":
      return speaks ? null : failed(...NO_ACTIVE.leaderless);
    case "503":
      return speaks ? null : failed(...NO_ACTIVE.unhealthy);
    default:
      return met satisfies never;
  }
}

function normalAnswer(
  world: VaultWorld,
  cluster: Cluster,
  request: Request,
  { found, pathKnown, path }: Found & { path: string },
): Answered {
  const unsupported = pathKnown
    ? failed(405, UNSUPPORTED.operation)
    : failed(404, UNSUPPORTED.path);
  if (cluster.mode === "secondary") {
    // Its own calls are open to whoever asks, those too that this release does not have.
    return path.startsWith(SECONDARY_CALLS) ? unsupported : failed(400, DISABLED);
  }
  const entry = request.token === null ? null : tokenIn(world, cluster, request.token);
  if (entry === null) return denied();
  if (lacksIndex(world, cluster, request)) return failed(412, "required index state not present");
  if (found === null) return unsupported;
  const capability = found.audience === "normal" ? found.capability : null;
  if (capability !== null && !allows(cluster, entry, path, capability)) return denied();
  const rest = found.path.endsWith("/") ? path.slice(found.path.length) : "";
  return found.handler(world, cluster, request, rest);
}

/** Since 1.10 a service token names the index state that it was made at; a batch token does not. */
const lacksIndex = (
  { timeline, batchTokens }: VaultWorld,
  { traits, indexMissingUntil }: Cluster,
  { token }: Request,
): boolean =>
  traits.statusHasTokenCounter &&
  timeline.now() < indexMissingUntil &&
  !batchTokens.has(token ?? "");

/** A DR secondary's calls on any other cluster. */
function notForSecondary(world: VaultWorld, cluster: Cluster, request: Request): Answered | null {
  if (cluster.mode === "secondary") return null;
  const { token } = request;
  if (token !== null && tokenIn(world, cluster, token) === null) return denied();
  return failed(400, "Not a DR secondary.");
}
