import type { Answer } from "../../ground/answer.ts";
import type { Secret } from "../../ground/secret.ts";
import type { Region } from "./vault.ts";

/** Where a DR operation token came from. `generated` ones have no end and are deleted after use. */
export type TokenSource = "environment" | "escrow" | "shares";

export type OperationToken = { token: Secret; source: TokenSource; expiresAt: number | null };

/** What there is, without a value: for guards, plans and `status`. */
export type CredentialsView = {
  vaultToken: boolean;
  operationToken: boolean;
  operationTokenExpiresAt: number | null;
  /** Paths of DR calls that it may not update, where a primary has told. */
  operationTokenLacks?: string[];
  /** Key shares that were given so far. */
  shares: number;
  /** Those of them that a cluster would take; whether they are right shows at the threshold only. */
  usableShares: number;
  /** From whom more of them can be had, once a run is agreed to. */
  holders: { command: boolean; terminal: boolean };
};

/** Everything with which a role change is authorised, and the key ceremony. Values never leave as text. */
export interface CredentialsPort {
  view(): CredentialsView;
  vaultToken(): Secret | null;
  /** Asks a healthy primary when the environment's operation token ends, and what it may not do; `view` tells it then. */
  learnOperationToken(primary: Region): Promise<void>;
  /**
   * A DR operation token for the secondary in `region`, from the best source that was not refused yet: environment,
   * then key shares (generated once, then kept in memory). `refused` when no source is left.
   */
  operationToken(region: Region): Promise<Answer<OperationToken>>;
  /** How many key shares the cluster in `region` asks for. Begins nothing there. */
  sharesNeeded(region: Region): Promise<Answer<number>>;
  /** Adds what the operator's key share command prints. It is run once, however often this is called. */
  fetchShares(): Promise<Answer<void>>;
  /** Adds the share of a holder; or answers why no cluster would take it, in words, and does not keep it. */
  addShare(share: Secret): string | null;
  /** Notes that `region` did not accept the token, so that the next call tries the next source. */
  reject(region: Region, token: OperationToken): void;
  /** Generates a root token of the primary in `region` from key shares, once; it is kept in memory until it is discarded. */
  obtainRoot(region: Region): Promise<Answer<void>>;
  /** The ordinary token for `region`: the root token that was generated there, else VAULT_TOKEN. */
  tokenFor(region: Region): Secret | null;
  /**
   * Revokes the root token of `region`, which only a primary does. `left`: one more may be there whose value was never
   * heard, because the answer to a share was lost.
   */
  discardRoot(region: Region): Promise<Answer<{ left: boolean }>>;
  /** Drops the root tokens of `region` from memory: they are gone from the cluster. */
  forgetRoot(region: Region): void;
  /** Deletes what was generated, where that is possible: on a secondary. Answers with the Regions left over. */
  deleteGenerated(): Promise<{ deleted: number; leftIn: Region[] }>;
}
