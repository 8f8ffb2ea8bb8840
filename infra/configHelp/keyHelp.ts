/** What a person has to know of one key. */
export type KeyHelp = {
  allowed: string;
  example: string;
  about: string;
  /** What is taken where the key is left out, as it would be written; absent: nothing, or it must be there. */
  fallback?: string;
};

export const ARN = "an ARN";
