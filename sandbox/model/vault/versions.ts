/** How one release of Vault Enterprise differs from the others, as far as clients of the DR calls can tell. */
export type Traits = {
  /** As `sys/health` prints it. */
  version: string;
  serviceTokenPrefix: string;
  batchTokenPrefix: string;
  /** Characters of a generated DR operation token, and so of its one-time pad. */
  generatedTokenLength: number;
  /** Since 2.0 the `generate-operation-token` calls want a Vault token as well. */
  generationNeedsToken: boolean;
};

/** One row per release line; a new line is a new row. */
export const VERSIONS = {
  "1.21": {
    version: "1.21.0+ent",
    serviceTokenPrefix: "hvs.",
    batchTokenPrefix: "hvb.",
    generatedTokenLength: 28,
    generationNeedsToken: false,
  },
} as const satisfies Record<string, Traits>;

export type VersionLine = keyof typeof VERSIONS;
