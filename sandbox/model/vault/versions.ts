import type { DuringRoleChange } from "./world.ts";

/** How one release of Vault Enterprise differs from the others, as far as clients of the DR calls can tell. */
export type Traits = {
  /** As `sys/health` prints it. */
  version: string;
  serviceTokenPrefix: string;
  batchTokenPrefix: string;
  /** Characters of a generated DR operation token, and so of its one-time pad. */
  generatedTokenLength: number;
  /** What requests meet during a role change, unless the world is told otherwise. */
  duringRoleChange: DuringRoleChange;

  /** Since 1.3 a secondary makes a key pair, and its activation token comes encrypted for it. */
  publicKeyFlow: boolean;
  /** Since 1.3 `standbyok=false` means no; before, that it was there sufficed. */
  healthFlagsHaveValues: boolean;
  /** Since 1.4 a batch token authorises DR calls. */
  batchTokensAuthorise: boolean;
  /** Since 1.4 the status has `last_dr_wal` and `connection_state`. */
  statusHasLink: boolean;
  /** Since 1.5 the status has `secondaries` and `primaries`, with their heartbeats. */
  statusHasPeers: boolean;
  /** `sys/health` has `license`. */
  healthHasLicense: boolean;
  /** Since 1.10: `ssct_generation_counter`. */
  statusHasTokenCounter: boolean;
  /** Since 1.15: the corruption fields of the status, and the `merkle-check` call. */
  merkleCheck: boolean;
  /** Since 1.17 health and peers tell clock skew and the age of the primary's canary. */
  canary: boolean;
  /** Since 1.19 a node knows that it was removed from its cluster. */
  nodeRemoval: boolean;
  /** Since 2.0 the `generate-operation-token` calls, and deleting such a token, want a Vault token as well. */
  generationNeedsToken: boolean;
};

const V1_1: Traits = {
  version: "1.1.2+prem",
  serviceTokenPrefix: "s.",
  batchTokenPrefix: "b.",
  generatedTokenLength: 26,
  duringRoleChange: "wait",
  publicKeyFlow: false,
  healthFlagsHaveValues: false,
  batchTokensAuthorise: false,
  statusHasLink: false,
  statusHasPeers: false,
  healthHasLicense: false,
  statusHasTokenCounter: false,
  merkleCheck: false,
  canary: false,
  nodeRemoval: false,
  generationNeedsToken: false,
};

const V1_9: Traits = {
  ...V1_1,
  version: "1.9.0+prem",
  duringRoleChange: "503",
  publicKeyFlow: true,
  healthFlagsHaveValues: true,
  batchTokensAuthorise: true,
  statusHasLink: true,
  statusHasPeers: true,
  healthHasLicense: true,
};

const V1_21: Traits = {
  ...V1_9,
  version: "1.21.0+ent",
  serviceTokenPrefix: "hvs.",
  batchTokenPrefix: "hvb.",
  generatedTokenLength: 28,
  statusHasTokenCounter: true,
  merkleCheck: true,
  canary: true,
  nodeRemoval: true,
};

const V2_0: Traits = { ...V1_21, version: "2.0.0+ent", generationNeedsToken: true };

/** One row per release line; a new line is a new row: what it changed of the one before. */
export const VERSIONS = { "1.1": V1_1, "1.9": V1_9, "1.21": V1_21, "2.0": V2_0 } as const;

export type VersionLine = keyof typeof VERSIONS;
