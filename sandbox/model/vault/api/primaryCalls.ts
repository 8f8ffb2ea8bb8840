import { issueActivation, revoke } from "../activation.ts";
import type { Cluster } from "../cluster.ts";
import { beginDemotion } from "../roles.ts";
import type { VaultWorld } from "../world.ts";
import {
  type Answered,
  answered,
  enveloped,
  failed,
  fieldIn,
  type Request,
  textIn,
} from "./replies.ts";

const DEMOTED =
  "This cluster is being demoted to a replication secondary. Vault will be unavailable for a brief period and will resume service shortly.";
const USUAL_TTL_SECONDS = 1_800;

/** `dr/primary/demote`: answered before it has happened. */
export function demote(world: VaultWorld, cluster: Cluster): Answered {
  beginDemotion(world, cluster);
  return enveloped(world, null, { warnings: [DEMOTED] });
}

/** `dr/primary/secondary-token`: wrapped, or (since 1.3) encrypted for the public key that is given. */
export function secondaryToken(world: VaultWorld, cluster: Cluster, { body }: Request): Answered {
  const id = textIn(body, "id");
  if (id === undefined || id === "") return failed(400, "secondary id must be provided");
  if (world.settings.refuseKnownId && cluster.known.has(id)) {
    return failed(400, `secondary with id "${id}" is already known; revoke it first`);
  }
  const ttlSeconds = seconds(fieldIn(body, "ttl"));
  if (ttlSeconds === null) return failed(400, 'error converting input for field "ttl"');
  const given = cluster.traits.publicKeyFlow ? textIn(body, "secondary_public_key") : undefined;
  const publicKey = given ?? null;
  if (publicKey !== null && Buffer.from(publicKey, "base64").length !== 32) {
    return failed(400, "secondary public key could not be decoded");
  }
  const token = issueActivation(world, cluster, { id, ttlMs: ttlSeconds * 1_000, publicKey });
  if (publicKey !== null) return enveloped(world, { token });
  return enveloped(world, null, { wrap_info: wrapInfo(world, token, ttlSeconds) });
}

/** `dr/primary/revoke-secondary`. */
export function revokeSecondary(world: VaultWorld, cluster: Cluster, { body }: Request): Answered {
  const id = textIn(body, "id");
  if (id === undefined || id === "") return failed(400, "secondary id must be provided");
  revoke(world, cluster, id);
  return answered(204);
}

const wrapInfo = ({ timeline }: VaultWorld, token: string, ttl: number): object => ({
  token,
  accessor: "",
  ttl,
  creation_time: new Date(timeline.now()).toISOString(),
  creation_path: "sys/replication/dr/primary/secondary-token",
});

/** `30m`, `1800`, `"90s"` → seconds; null when it is no duration. */
function seconds(value: unknown): number | null {
  if (value === undefined || value === "") return USUAL_TTL_SECONDS;
  const found = /^(\d+)(s|m|h|)$/.exec(String(value));
  const [, amount, unit] = found ?? [];
  return found === null
    ? null
    : Number(amount) * { s: 1, m: 60, h: 3_600 }[unit === "" ? "s" : (unit as "s" | "m" | "h")];
}
