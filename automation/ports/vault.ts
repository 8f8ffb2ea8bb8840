import type { Answer } from "../../ground/answer.ts";
import type { Secret } from "../../ground/secret.ts";

/** A Region's name as the stack file spells it, e.g. `us-west-2`. */
export type Region = string;

/** `unknown` is "no answer yet", never "not a secondary": a cluster says it while it changes role. */
export type Role = "primary" | "secondary" | "bootstrapping" | "disabled" | "unknown";

/** The other end of the replication link, as one cluster sees it. */
export type Peer = { apiAddress: string; connected: boolean; lastHeartbeatMs: number | null };

/** One cluster as its unauthenticated status calls describe it. Times are milliseconds since the epoch. */
export type ClusterView = {
  role: Role;
  /** `running` | `stream-wals` | `merkle-diff` | `merkle-sync` | `idle` | … ; "" where Vault does not say. */
  state: string;
  /** gRPC channel state on a secondary (Vault ≥ 1.4): `ready` is the good one. */
  connectionState: string | null;
  /** Identity of the replication set: the same on both sides, kept across promotions. */
  clusterId: string | null;
  version: string;
  initialized: boolean;
  sealed: boolean;
  standby: boolean;
  /** A primary's own counter, DR class where Vault has one (≥ 1.4), else all writes. Never compared across a promotion. */
  shippedWal: number | null;
  /** A secondary's last WAL received from its primary; 0 right after a merkle sync. */
  receivedWal: number | null;
  /** Equal on both sides if and only if the replicated data are equal. */
  merkleRoot: string | null;
  corruptedMerkleTree: boolean;
  /** The id of the activation token with which this secondary attached. */
  secondaryId: string | null;
  /** Ids of the activation tokens that this primary issued and has not revoked. */
  knownSecondaries: string[];
  peers: Peer[];
  /** The cluster's clock minus ours when it answered, in milliseconds; null where Vault does not say. */
  clockSkewMs: number | null;
};

/**
 * The one slot of a cluster in which a token is generated from key shares: a DR operation token on a DR secondary, a
 * root token on a primary. `token` is sent along where there is one: Vault 2.x wants it, 1.x ignores it.
 */
export type GenerationSlot = {
  region: Region;
  strategy: "dr-operation" | "root";
  token: Secret | null;
};

/** The state of that slot. */
export type Generation = {
  started: boolean;
  nonce: string;
  progress: number;
  required: number;
  otpLength: number;
};

/** An attempt that we started: only whoever started it knows the one-time pad. */
export type GenerationAttempt = { nonce: string; required: number; pad: Secret };

export type ShareTaken = { progress: number; required: number; token: Secret | null };

export type Activation = { token: Secret; wrapped: boolean };

/** A cluster behind its Region's own address. Every call is bounded by the adapter and answers, never throws. */
export interface VaultPort {
  view(region: Region, boundMs: number): Promise<Answer<ClusterView>>;

  demote(region: Region, token: Secret): Promise<Answer<void>>;
  promote(region: Region, options: PromoteOptions): Promise<Answer<void>>;

  /** With `publicKey` (Vault ≥ 1.3) the attaching cluster needs no API call to this one, hence no DNS. */
  issueActivation(
    region: Region,
    token: Secret,
    options: { id: string; publicKey: string | null },
  ): Promise<Answer<Activation>>;
  makePublicKey(region: Region, token: Secret | null): Promise<Answer<string>>;
  updatePrimary(region: Region, options: UpdatePrimaryOptions): Promise<Answer<void>>;

  generation(slot: GenerationSlot): Promise<Answer<Generation>>;
  startGeneration(slot: GenerationSlot): Promise<Answer<GenerationAttempt>>;
  feedShare(
    slot: GenerationSlot,
    attempt: GenerationAttempt,
    share: Secret,
  ): Promise<Answer<ShareTaken>>;
  cancelGeneration(slot: GenerationSlot): Promise<Answer<void>>;
  deleteOperationToken(
    region: Region,
    token: Secret | null,
    operationToken: Secret,
  ): Promise<Answer<void>>;

  /** `auth/token/lookup-self`: when the token ends, in milliseconds since the epoch, or null: never. A primary's answer. */
  tokenEnd(region: Region, token: Secret): Promise<Answer<number | null>>;
  /** `auth/token/revoke-self`: the token ends now. Works on a primary only. */
  revokeSelf(region: Region, token: Secret): Promise<Answer<void>>;
  /** `auth/token/lookup-self`: whether an ordinary token is accepted. Works on a primary only. */
  acceptsToken(region: Region, token: Secret): Promise<Answer<void>>;
  /** Those of `paths` on which the token may not `update`, from `sys/capabilities-self`. Works on a primary only. */
  missingCapabilities(region: Region, token: Secret, paths: string[]): Promise<Answer<string[]>>;

  /** Reads `path` (KV v2) through the Region's own address; null when nothing is there. */
  readCanary(region: Region, token: Secret, path: string): Promise<Answer<string | null>>;
  writeCanary(region: Region, token: Secret, path: string, value: string): Promise<Answer<void>>;
  /** The clients' path: `sys/health` at one resolved IP address, the service's name as SNI and Host. */
  throughService(ipAddress: string, boundMs: number): Promise<Answer<ServiceHealth>>;
  /** Proves service on the clients' path: with a token a read and a write of `path`. */
  canaryThroughService(
    ipAddress: string,
    token: Secret,
    path: string,
    value: string,
  ): Promise<Answer<void>>;
}

export type PromoteOptions = {
  operationToken: Secret;
  primaryClusterAddr: string;
  /** Sent only with `--force-incomplete`: promotes a secondary in the middle of a merkle sync. */
  force: boolean;
};

export type UpdatePrimaryOptions = {
  operationToken: Secret;
  activation: Secret;
  /** Given only with a wrapped activation token; always the new primary's own name, never the service's. */
  primaryApiAddr: string | null;
  /** Bounds the server's whole unwrap and reconnect, about 1 s as a rule, 32 s at worst seen. */
  boundMs: number;
};

export type ServiceHealth = { role: Role; sealed: boolean; serving: boolean };
