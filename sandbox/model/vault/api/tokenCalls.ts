import type { Cluster } from "../cluster.ts";
import { capabilitiesOn, revokeServiceToken, type TokenEntry, tokenIn } from "../tokens.ts";
import type { VaultWorld } from "../world.ts";
import {
  type Answered,
  answered,
  denied,
  enveloped,
  failed,
  fieldIn,
  type Request,
} from "./replies.ts";

/** `auth/token/lookup-self`. */
export function lookupSelf(world: VaultWorld, cluster: Cluster, request: Request): Answered {
  return withToken(world, cluster, request, ({ policies, issuedAt, expiresAt }) => {
    const ttl = expiresAt === null ? 0 : Math.floor((expiresAt - world.timeline.now()) / 1000);
    return enveloped(world, {
      id: request.token,
      accessor: "",
      type: world.batchTokens.has(request.token ?? "") ? "batch" : "service",
      policies,
      path: "auth/token/create",
      display_name: policies.includes("root") ? "root" : "token",
      meta: null,
      num_uses: 0,
      orphan: true,
      renewable: false,
      creation_time: Math.floor(issuedAt / 1000),
      creation_ttl: expiresAt === null ? 0 : Math.floor((expiresAt - issuedAt) / 1000),
      expire_time: expiresAt === null ? null : new Date(expiresAt).toISOString(),
      explicit_max_ttl: 0,
      entity_id: "",
      ttl,
    });
  });
}

/** `auth/token/revoke-self`. */
export function revokeSelf(world: VaultWorld, cluster: Cluster, { token }: Request): Answered {
  if (token === null || world.batchTokens.has(token))
    return failed(400, "batch tokens cannot be revoked");
  revokeServiceToken(world, cluster, token);
  return answered(204);
}

/** `sys/capabilities-self`: per path, and `capabilities` too when one path is asked for. */
export function capabilitiesSelf(world: VaultWorld, cluster: Cluster, request: Request): Answered {
  const asked = fieldIn(request.body, "paths") ?? fieldIn(request.body, "path");
  const paths = Array.isArray(asked)
    ? asked.map(String)
    : asked === undefined
      ? []
      : [String(asked)];
  return withToken(world, cluster, request, (entry) => {
    if (paths.length === 0) return failed(400, "paths must be supplied");
    const found = paths.map((path) => [path, capabilitiesOn(cluster, entry, path)] as const);
    const [first] = found;
    const single = found.length === 1 && first !== undefined ? { capabilities: first[1] } : {};
    return enveloped(world, { ...Object.fromEntries(found), ...single });
  });
}

function withToken(
  world: VaultWorld,
  cluster: Cluster,
  { token }: Request,
  use: (entry: TokenEntry) => Answered,
): Answered {
  const entry = token === null ? null : tokenIn(world, cluster, token);
  return entry === null ? denied() : use(entry);
}
