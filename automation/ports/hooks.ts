import type { Answer } from "../../ground/answer.ts";

export type HookName = "quiesce" | "unquiesce";
export type HookEnvironment = { run: string; from: string; to: string };

/** The team's own commands around a move: argv arrays without a shell, bounded. */
export interface HooksPort {
  has(hook: HookName): boolean;
  run(hook: HookName, environment: HookEnvironment): Promise<Answer<void>>;
}
