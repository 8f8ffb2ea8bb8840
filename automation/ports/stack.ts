import type { Answer } from "../../ground/answer.ts";
import type { DrOutput } from "../../infra/contract.ts";

export type StackUpdate = { activeRegion: string; takeover: number; message: string };

/** Pulumi, bounded call by call. Never on the critical path of a failover. */
export interface StackPort {
  /** The stack's last output `dr`; null before the first update. */
  lastOutput(): Promise<Answer<DrOutput | null>>;
  /** `up --target` on the service's records, of the local program, without refresh. `changed` counts resources. */
  update(update: StackUpdate): Promise<Answer<{ changed: number }>>;
  /** Loads what the CLI is called with, while a run waits for Vault anyway. Asks nobody, changes nothing. */
  prepare?(): void;
  /** Whether this checkout can update the stack at all: a CLI is there, and the commit is the one last deployed. */
  ready(): Promise<Answer<{ cliVersion: string }>>;
}
