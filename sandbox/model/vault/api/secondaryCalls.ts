import {
  type Activation,
  addressClaim,
  attach,
  clusterAt,
  detach,
  makeKeyPair,
  unwrapAt,
} from "../activation.ts";
import type { Cluster } from "../cluster.ts";
import { isNewer } from "../link.ts";
import { beginPromotion } from "../roles.ts";
import { isOperationToken } from "../tokens.ts";
import { clusterIn, type VaultWorld } from "../world.ts";
import { apiReach } from "./front.ts";
import {
  type Answered,
  answered,
  denied,
  enveloped,
  failed,
  fieldIn,
  type Request,
  textIn,
} from "./replies.ts";

const PROMOTED =
  "This cluster is being promoted to a replication primary. Vault will be unavailable for a brief period and will resume service shortly.";
const ATTACHED =
  "Vault has successfully found secondary information; it may take a while to perform setup tasks. Vault will be unavailable until these tasks and initial sync complete.";
const CATCHING_UP =
  "replication is still catching up with the primary; retry later, or set force to promote with incomplete data";

const NEWER = "the primary runs a newer version of Vault than this secondary";

/** What keeps a DR call from being done: no DR operation token in the body, or one that is not good for the path. */
export function barred(world: VaultWorld, cluster: Cluster, request: Request): Answered | null {
  const token = textIn(request.body, "dr_operation_token");
  if (token === undefined || token === "") return failed(400, "missing dr_operation_token");
  const path = request.path.replace(/^\/v1\//, "");
  return isOperationToken(world, cluster, token, path) ? null : denied();
}

/** `dr/secondary/promote`: answered before it has happened. */
export function promote(world: VaultWorld, cluster: Cluster, request: Request): Answered {
  const bar = barred(world, cluster, request);
  if (bar !== null) return bar;
  const catchingUp = cluster.state === "merkle-diff" || cluster.state === "merkle-sync";
  if (catchingUp && fieldIn(request.body, "force") !== true) return failed(503, CATCHING_UP);
  beginPromotion(world, cluster, textIn(request.body, "primary_cluster_addr") ?? "");
  return enveloped(world, null, { warnings: [PROMOTED] });
}

/** `dr/secondary/generate-public-key`. */
export const generatePublicKey = (world: VaultWorld, cluster: Cluster): Answered =>
  enveloped(world, { secondary_public_key: makeKeyPair(world, cluster) });

/** `dr/secondary/operation-token/delete`. */
export function deleteOperationToken(
  world: VaultWorld,
  cluster: Cluster,
  request: Request,
): Answered {
  const token = textIn(request.body, "dr_operation_token") ?? "";
  if (world.batchTokens.has(token)) return failed(400, "batch tokens cannot be revoked");
  const bar = barred(world, cluster, request);
  if (bar !== null) return bar;
  cluster.operationTokens.delete(token);
  return answered(204);
}

/** `dr/secondary/merkle-check`: the harmless call that proves a DR operation token. */
export function merkleCheck(world: VaultWorld, cluster: Cluster, request: Request): Answered {
  const bar = barred(world, cluster, request);
  if (bar !== null) return bar;
  const report = {
    corrupted_root: cluster.ailments.corruptTree,
    corrupted_tree_map: {},
    last_corruption_check_epoch: String(Math.floor(world.timeline.now() / 1000)),
  };
  return enveloped(world, { merkle_corruption_report: report });
}

/** `dr/secondary/update-primary`: a blank token detaches; any other names the primary to follow from now on. */
export function updatePrimary(world: VaultWorld, cluster: Cluster, request: Request): Answered {
  const bar = barred(world, cluster, request);
  if (bar !== null) return bar;
  if (fieldIn(request.body, "update_primary_addrs") !== undefined) {
    return failed(400, "update_primary_addrs is not permitted here; provide a token");
  }
  const token = textIn(request.body, "token");
  if (token === undefined) return failed(400, "token must be provided");
  if (token === "") {
    detach(world, cluster);
    return enveloped(world, null, { warnings: [ATTACHED] });
  }
  const activation = world.activations.get(token);
  if (activation === undefined) return failed(400, "error parsing secondary activation token");
  const obstacle =
    activation.publicKey === null
      ? unwrapObstacle(world, token, textIn(request.body, "primary_api_addr"))
      : decryptObstacle(world, cluster, activation, activation.publicKey);
  if (obstacle !== null) return obstacle;
  if (activation.clusterId !== cluster.clusterId) {
    return failed(500, "cluster ID of the primary does not match this secondary's");
  }
  if (isNewer(clusterIn(world, activation.issuer), cluster)) return failed(500, NEWER);
  attach(world, cluster, activation);
  return enveloped(world, null, { warnings: [ATTACHED] });
}

/** Only the cluster that made the key pair can open the token, and only until it has attached with it. */
function decryptObstacle(
  world: VaultWorld,
  cluster: Cluster,
  { expiresAt }: Activation,
  publicKey: string,
): Answered | null {
  if (!cluster.keyPairs.has(publicKey)) return failed(400, "error decrypting secondary token");
  return expiresAt > world.timeline.now() ? null : failed(400, "secondary token has expired");
}

const NO_WAY = {
  up: "",
  hanging: "dial tcp: i/o timeout",
  refused: "dial tcp: connect: connection refused",
  untrusted: "tls: failed to verify certificate: x509: certificate signed by unknown authority",
};
const STATUS_NAMES: Record<number, string> = {
  400: "Bad Request",
  403: "Forbidden",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** The server itself calls the primary's API, by the address that it is given or that the token carries. */
function unwrapObstacle(
  world: VaultWorld,
  token: string,
  givenAddress: string | undefined,
): Answered | null {
  const address =
    givenAddress === undefined || givenAddress === "" ? addressClaim(token) : givenAddress;
  const called = clusterAt(world, address);
  const reach = called === null ? "hanging" : apiReach(called);
  if (called === null || reach !== "up") {
    const post = `Post "${address}/v1/sys/wrapping/unwrap"`;
    return failed(500, `error unwrapping secondary token: ${post}: ${NO_WAY[reach]}`);
  }
  const refusal = unwrapAt(world, called, token);
  if (refusal === null) return null;
  return failed(
    500,
    `error response unwrapping secondary token; status code is ${refusal.status}, message is "${refusal.status} ${STATUS_NAMES[refusal.status]}"`,
  );
}
