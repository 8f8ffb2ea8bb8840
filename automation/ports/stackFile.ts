import type { Answer } from "../../ground/answer.ts";

export type ServingKeys = { activeRegion: string; takeover: number };

/** `Pulumi.<environment>.yaml`: only the two keys that say who serves are ever written. */
export interface StackFilePort {
  read(): Promise<Answer<ServingKeys>>;
  /** Changes the two scalars in place; comments, order and every other byte stay. */
  write(keys: ServingKeys): Promise<Answer<void>>;
  /** Whether the file as it stands is committed; null outside a git checkout. */
  committed(): Promise<boolean | null>;
}
