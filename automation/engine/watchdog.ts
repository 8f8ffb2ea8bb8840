import { isSent, type RunState, stepRecord } from "../journal/fold.ts";
import type { Plan } from "../plan/plan.ts";

/** When the run has to go back, in milliseconds since the epoch; null while nothing binds it. */
export function dueAt(plan: Plan, state: RunState): number | null {
  if (plan.watchdog === null || state.phase === "back") return null;
  const { from, until, afterMs } = plan.watchdog;
  const armed = stepRecord(state, from, "forward")?.attempts[0];
  const awaited = stepRecord(state, until, "forward");
  if (armed === undefined || awaited?.finished) return null;
  if (awaited?.attempts.some(({ answer }) => answer?.is === "ok")) return null;
  return armed.at + afterMs;
}

/** Why the run may not go back, or null when the journal allows it. Readings of the target come on top. */
export function whyNotBack(plan: Plan, state: RunState): string | null {
  if (plan.undo.length === 0) return "this run has no way back";
  if (state.facts.fence === "unproven") return `${plan.move.from} does not answer`;
  const record = plan.pointOfNoReturn && stepRecord(state, plan.pointOfNoReturn, "forward");
  if (!record || record.attempts.length === 0) return null;
  if (record.finished) return `${record.step} is done`;
  const open = record.attempts.filter(({ answer }) => answer?.is !== "refused" || !answer.definite);
  return open.length === 0 ? null : `${record.step} was sent and may have taken effect`;
}

/** Whether the point of no return was sent: then two readings must confirm that it took no effect. */
export function wasSent(plan: Plan, state: RunState): boolean {
  return plan.pointOfNoReturn !== null && isSent(state, plan.pointOfNoReturn, "forward");
}

/**
 * Whether the act was sent on which everything before it rests: the demotion of a planned move, else the promotion. A
 * plan without such an act is never committed.
 */
export function isCommitted(plan: Plan, state: RunState): boolean {
  const step = plan.watchdog?.from ?? plan.pointOfNoReturn;
  return step !== null && isSent(state, step, "forward");
}
