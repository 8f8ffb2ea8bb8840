import type { Answer } from "../../ground/answer.ts";

export type HookName = "quiesce" | "unquiesce" | "before" | "after";
export type HookEnvironment = { run: string; from: string; to: string };

/** The team's own commands around a move: argv arrays without a shell. */
export interface HooksPort {
  has(hook: HookName): boolean;
  /** Runs what is configured, one after the other up to the first that fails; all of it within `boundMs`, or it is killed. */
  run(hook: HookName, environment: HookEnvironment, boundMs: number): Promise<Answer<void>>;
}
