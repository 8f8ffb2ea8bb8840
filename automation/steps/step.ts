import type { Answer, Refused } from "../../ground/answer.ts";
import { BOUNDS } from "../../ground/bounds.ts";
import type { Failure } from "../../ground/errors.ts";
import type { Move, StepName } from "../plan/plan.ts";
import type { Ports } from "../ports/ports.ts";

/** What a step found out, kept in the journal for later steps, `resume` and the report. */
export type Facts = Record<string, string | number | boolean | null>;

/** What has happened to this step so far, from the journal, and what all steps found out. */
export type Past = {
  facts: Readonly<Facts>;
  /** Whether the run goes its way, or back. */
  phase: "forward" | "back";
  /** `ours`: sent by this process. Of a fleeting step only those are here. */
  attempts: readonly { at: number; busyUntil: number; ok: boolean; ours: boolean }[];
  /** When this process reached the step. */
  since: number;
  /** Sendings of these other steps, in any phase, whose answer was lost. */
  lost(steps: readonly StepName[]): Lost;
  run: string;
  /** Of this process: no other one ever has it. */
  leaseNumber: number;
  /**
   * Asked right before a call that takes at most `boundMs`: whether it still ends within what others were told, and
   * somebody still waits for it.
   */
  mayStillSend(boundMs: number): boolean;
};

/** `sent`: all sendings, those with an answer too; `busyUntil`: until when the last lost one may take effect, else 0. */
export type Lost = { calls: number; sent: number; busyUntil: number };

/**
 * Where a step stands, as the world shows it.
 * - `unclear`: it cannot be told right now; look again.
 * - `impossible`: looking again will not help.
 */
export type Probe =
  | { is: "todo" }
  | { is: "done"; facts?: Facts }
  | { is: "unclear"; why: string }
  | { is: "impossible"; failure: Failure };

export const todo: Probe = { is: "todo" };
export const done = (facts: Facts = {}): Probe => ({ is: "done", facts });
export const unclear = (why: string): Probe => ({ is: "unclear", why });
export const impossible = (failure: Failure): Probe => ({ is: "impossible", failure });

/** For whom a step waits, so that the outcome can tell our own time from theirs. */
export type WaitsFor = "vault" | "dns" | "aws" | "person" | "hook" | "ourselves";

/** One idempotent change of the world: look, act only on `todo`, look again. The undo is on record before the act. */
export type Step = {
  name: StepName;
  undo: StepName | null;
  /** Whether it can change Vault's roles, DNS or a fence. */
  touches: boolean;
  /**
   * Whether what it established ends with the process, or with the moment: a token in memory, a quiet primary. Until
   * the run is committed such a step is done again by every process that takes the run up.
   */
  fleeting: boolean;
  waitsFor: WaitsFor;
  /** Bounds one act; the lease says so to others. */
  callMs: number;
  /** How long an accepted call, or a lost answer, may take to show before the call is sent again. */
  settleMs: number;
  /** Between two looks. Route 53 takes five calls a second from a whole account. */
  pollMs: number;
  /** What it does, for progress and plan: "demote us-west-2". */
  title(move: Move): string;
  /** The exact calls, for `plan`. */
  calls(move: Move): string[];
  probe(ports: Ports, move: Move, past: Past): Promise<Probe>;
  act(ports: Ports, move: Move, past: Past): Promise<Answer<Facts>>;
  /**
   * Whether the world shows what the act does, asked while its answer is out: a call that hangs is not waited out once
   * it has taken effect. The effect itself and nothing else, for a probe may be done for other reasons. Null: the
   * answer is waited for.
   */
  hasTakenEffect: ((ports: Ports, move: Move) => Promise<boolean>) | null;
  /** A refusal: a failure ends the step, null sends the call again after a pause. */
  refused(answer: Refused, move: Move): Failure | null;
  /** The bound has passed. `why` is the last reason that was seen, or says that none was. */
  late(move: Move, why: string): Failure;
};

/** A refusal that may pass by itself: Vault between two roles, a load balancer without a target, a rate limit. */
export const mayPass = ({ status, definite }: Refused): boolean =>
  !definite || status >= 500 || status === 429 || status === 412;

/** A refusal that another DR operation token may turn: Vault says 403, or 400 with a word about the token. */
export const isAboutCredential = ({ status, text }: Refused): boolean =>
  status === 403 || (status === 400 && /token|permission/i.test(text));

/** Whether an act was accepted: for steps whose work leaves nothing else to look at. */
export const isAccepted = ({ attempts }: Past): boolean => attempts.some(({ ok }) => ok);

/** What most steps have in common; a step says what differs. */
export const STEP_DEFAULTS = {
  undo: null,
  touches: false,
  fleeting: false,
  waitsFor: "vault",
  callMs: BOUNDS.vaultCallMs,
  settleMs: BOUNDS.settleMs,
  pollMs: BOUNDS.pollMs,
  hasTakenEffect: null,
} as const satisfies Partial<Step>;
