import { drawBase62, drawUuid } from "../draw.ts";
import type { Cluster } from "./cluster.ts";
import { mintServiceToken } from "./tokens.ts";
import type { VaultWorld } from "./world.ts";

/** What is made of key shares: a DR operation token on a DR secondary, a root token anywhere else. */
export type Strategy = "dr-operation" | "root";

/** The one slot in which a token is made from key shares, whatever its kind. It lives in the active node's memory. */
export type Generation = {
  strategy: Strategy;
  nonce: string;
  /** The one-time pad, drawn by the server or brought by the starter. */
  pad: string;
  /** Shares given so far, in hexadecimal. */
  given: string[];
};

/** What became of a share: counted, refused with Vault's text, or the token, encoded with the pad. */
export type ShareOutcome =
  | { is: "counted"; progress: number }
  | { is: "refused"; text: string }
  | { is: "complete"; encodedToken: string };

const OTHER_KIND =
  "incorrect strategy supplied; a generate root operation of another type is already in progress";
const SHARE_BYTES = { least: 16, most: 33 };

/** Begins an attempt; null when one is running. */
export function beginGeneration(
  world: VaultWorld,
  cluster: Cluster,
  { strategy, pad }: { strategy: Strategy; pad: string | null },
): Generation | null {
  if (cluster.generation !== null) return null;
  const { generatedTokenLength } = cluster.traits;
  cluster.generation = {
    strategy,
    nonce: drawUuid(world.random),
    pad: pad ?? drawBase62(world.random, generatedTokenLength),
    given: [],
  };
  world.issued.add(cluster.generation.pad);
  return cluster.generation;
}

/** Takes a share, in the server's own order of checks. A wrong share is noticed at the threshold only. */
export function giveShare(
  world: VaultWorld,
  cluster: Cluster,
  { strategy, key, nonce }: { strategy: Strategy; key: string; nonce: string },
): ShareOutcome {
  const share = decodeShare(key);
  if (share === null) return refuse("'key' must be a valid hex or base64 string");
  if (share.length < SHARE_BYTES.least) {
    return refuse(`invalid key: key is shorter than minimum ${SHARE_BYTES.least} bytes`);
  }
  if (share.length > SHARE_BYTES.most) {
    return refuse(`invalid key: key is longer than maximum ${SHARE_BYTES.most} bytes`);
  }
  const { generation } = cluster;
  if (generation === null) return refuse("no root generation in progress");
  if (nonce !== generation.nonce) {
    return refuse(
      `incorrect nonce supplied; nonce for this root generation operation is "${generation.nonce}"`,
    );
  }
  if (strategy !== generation.strategy) return refuse(OTHER_KIND);
  const text = share.toString("hex");
  if (generation.given.includes(text)) {
    return refuse("given key has already been provided during this generation operation");
  }
  generation.given.push(text);
  return generation.given.length < cluster.threshold
    ? { is: "counted", progress: generation.given.length }
    : combine(world, cluster, generation);
}

/** base64 without padding of token XOR pad. Throws unless both have the same number of bytes. */
export function encodeToken(token: string, pad: string): string {
  const padBytes = Buffer.from(pad);
  const tokenBytes = Buffer.from(token);
  if (tokenBytes.length !== padBytes.length) {
    throw new Error(`a pad of ${padBytes.length} bytes for a token of ${tokenBytes.length}`);
  }
  const bytes = tokenBytes.map((byte, index) => byte ^ (padBytes[index] ?? 0));
  return Buffer.from(bytes).toString("base64").replace(/=+$/, "");
}

/** A spoilt threshold drops the shares; the attempt, its nonce and its pad stay. */
function combine(world: VaultWorld, cluster: Cluster, generation: Generation): ShareOutcome {
  const given = generation.given.splice(0);
  if (new Set(given.map((share) => share.length)).size > 1) {
    return refuse("failed to compute root key: all parts must be the same length");
  }
  const right = new Set(cluster.shares.map((share) => decodeShare(share)?.toString("hex")));
  if (!given.every((share) => right.has(share))) {
    return refuse(
      "root generation aborted: unable to authenticate: recovery key verification failed: recovery key does not match submitted values",
    );
  }
  cluster.generation = null;
  const token =
    generation.strategy === "root" ? mintRoot(world, cluster) : mintOperationToken(world, cluster);
  return { is: "complete", encodedToken: encodeToken(token, generation.pad) };
}

/** It lives in the cluster's key space like any other service token, and has no end. */
function mintRoot(world: VaultWorld, cluster: Cluster): string {
  const token = mintServiceToken(world, cluster, ["root"]);
  world.generatedRoots.set(token, cluster.region);
  return token;
}

function mintOperationToken(world: VaultWorld, cluster: Cluster): string {
  const { serviceTokenPrefix, generatedTokenLength } = cluster.traits;
  const token =
    serviceTokenPrefix + drawBase62(world.random, generatedTokenLength - serviceTokenPrefix.length);
  cluster.operationTokens.add(token);
  cluster.operationTokensIssued += 1;
  world.issued.add(token);
  return token;
}

/** Hexadecimal is tried first; else base64 with its padding. */
function decodeShare(text: string): Buffer | null {
  if (/^([0-9a-f]{2})+$/i.test(text)) {
    const bytes = Buffer.from(text, "hex");
    if (bytes.length >= SHARE_BYTES.least && bytes.length <= SHARE_BYTES.most) return bytes;
  }
  const isBase64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
  return isBase64 ? Buffer.from(text, "base64") : null;
}

const refuse = (text: string): ShareOutcome => ({ is: "refused", text });
