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
  shares: number;
};

/** Everything with which a role change is authorised, and the key ceremony. Values never leave as text. */
export interface CredentialsPort {
  view(): CredentialsView;
  vaultToken(): Secret | null;
  /** Asks a healthy primary when the environment's operation token ends; `view` tells it from then on. */
  learnExpiry(primary: Region): Promise<void>;
  /**
   * A DR operation token for the secondary in `region`, from the best source that was not refused yet: environment,
   * then key shares (generated once, then kept in memory). `refused` when no source is left.
   */
  operationToken(region: Region): Promise<Answer<OperationToken>>;
  /** Notes that `region` did not accept the token, so that the next call tries the next source. */
  reject(region: Region, token: OperationToken): void;
  /** Deletes what was generated, where that is possible: on a secondary. Answers with the Regions left over. */
  deleteGenerated(): Promise<{ deleted: number; leftIn: Region[] }>;
}
