import { drawBase62, drawBytes, drawUuid } from "../draw.ts";
import { balancerStatus } from "./api/front.ts";
import type { Cluster, Upstream } from "./cluster.ts";
import { leaveUpstream, settle } from "./link.ts";
import { clusterIn, type VaultWorld } from "./world.ts";

/** A secondary's activation token as its issuer remembers it. */
export type Activation = {
  issuer: string;
  id: string;
  serial: string;
  clusterId: string;
  expiresAt: number;
  /** The public key it is encrypted with; null: it is response-wrapped instead. */
  publicKey: string | null;
  /** A wrapped one is used up by its first unwrapping. */
  used: boolean;
};

/** Makes an activation token; its text is the key under which the world keeps it. */
export function issueActivation(
  world: VaultWorld,
  primary: Cluster,
  { id, ttlMs, publicKey }: { id: string; ttlMs: number; publicKey: string | null },
): string {
  const serial = drawUuid(world.random);
  const expiresAt = world.timeline.now() + ttlMs;
  const text =
    publicKey === null
      ? wrappingToken(world, primary, expiresAt)
      : drawBytes(world.random, 240).toString("base64");
  world.activations.set(text, {
    issuer: primary.region,
    id,
    serial,
    clusterId: primary.clusterId,
    expiresAt,
    publicKey,
    used: false,
  });
  world.issued.add(text);
  primary.known.set(id, serial);
  return text;
}

/** A key pair whose private half stays with the cluster until it has attached. */
export function makeKeyPair(world: VaultWorld, cluster: Cluster): string {
  const publicKey = drawBytes(world.random, 32).toString("base64");
  cluster.keyPairs.add(publicKey);
  return publicKey;
}

const FOREIGN =
  "error validating wrapping token: wrapping token signature could not be validated: error in cryptographic primitive";

/** What happens at the address where a wrapped token is unwrapped: used up, or an error as that server answers it. */
export function unwrapAt(
  world: VaultWorld,
  cluster: Cluster,
  text: string,
): { status: number; text: string } | null {
  const status = balancerStatus(world, cluster);
  if (status !== null) return { status, text: "" };
  if (cluster.sealed) return { status: 503, text: "Vault is sealed" };
  if (cluster.roleChange !== null) return { status: 503, text: "no active Vault instance found" };
  if (cluster.mode !== "primary") {
    return { status: 400, text: "path disabled in replication DR secondary mode" };
  }
  const activation = world.activations.get(text);
  if (activation?.clusterId !== cluster.clusterId) return { status: 403, text: FOREIGN };
  const good =
    activation.issuer === cluster.region &&
    !activation.used &&
    activation.expiresAt > world.timeline.now();
  if (!good) return { status: 400, text: "wrapping token is not valid or does not exist" };
  activation.used = true;
  return null;
}

/** The cluster follows the issuer of `activation` from now on. */
export function attach(world: VaultWorld, cluster: Cluster, activation: Activation): void {
  const upstream: Upstream = {
    region: activation.issuer,
    secondaryId: activation.id,
    serial: activation.serial,
    cursor: null,
    lastRemoteWal: 0,
    session: null,
    startedAt: world.timeline.now(),
    lastHeartbeatAt: null,
    lossNoticedAt: 0,
  };
  leaveUpstream(cluster);
  cluster.upstream = upstream;
  cluster.state = "idle";
  if (activation.publicKey !== null) cluster.keyPairs.delete(activation.publicKey);
  settle(world);
}

/** The cluster stays a secondary and forgets its primary. */
export function detach(world: VaultWorld, cluster: Cluster): void {
  leaveUpstream(cluster);
  cluster.state = "idle";
  settle(world);
}

/** The issuer drops the connection at once; only a new token lets that secondary in again. */
export function revoke(world: VaultWorld, primary: Cluster, id: string): void {
  primary.known.delete(id);
  settle(world);
}

/** The cluster that serves `https://host:port`, as the servers' own resolver leads there, or null. */
export function clusterAt(world: VaultWorld, apiAddress: string): Cluster | null {
  const url = URL.canParse(apiAddress) ? new URL(apiAddress) : null;
  if (url === null) return null;
  const addresses = world.addressesOf(url.hostname);
  const found = [...world.clusters.values()].find(({ apiAddress: own }) => {
    const { hostname, port } = new URL(own);
    return addresses.includes(hostname) && port === url.port;
  });
  return found === undefined ? null : clusterIn(world, found.region);
}

/** The claim `addr` of a wrapping token. */
export function addressClaim(text: string): string {
  const claims = JSON.parse(Buffer.from(text.split(".")[1] ?? "", "base64url").toString());
  return String(claims.addr);
}

/** Looks like the ES512 JWT that Vault hands out; the signature is chance. */
function wrappingToken(world: VaultWorld, primary: Cluster, expiresAt: number): string {
  const iat = Math.floor(world.timeline.now() / 1000);
  const claims = {
    accessor: "",
    addr: primary.apiAddress,
    exp: Math.floor(expiresAt / 1000),
    iat,
    jti: primary.traits.serviceTokenPrefix + drawBase62(world.random, 24),
    nbf: iat - 5,
    type: "wrapping",
  };
  const parts = [{ alg: "ES512", kid: "", typ: "JWT" }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  return [...parts, drawBytes(world.random, 132).toString("base64url")].join(".");
}
