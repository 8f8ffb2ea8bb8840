import type { StepName } from "../plan/plan.ts";
import type { Unfinished } from "../plan/snapshot.ts";
import { isSent, type RunState, stepRecord } from "./fold.ts";

/** Steps that change the service's record. */
const RECORD_STEPS: StepName[] = ["prime-record", "move-traffic", "traffic-back", "restore-ttl"];

/** What an unfinished run would leave behind, were another one to take its place; null without a plan. */
export function leftBehind(state: RunState): Unfinished | null {
  const { plan, run } = state;
  if (plan === null || run === null) return null;
  const { verb, from, to } = plan.move;
  return {
    run,
    verb,
    from,
    to,
    quiesced: leavesQuiesced(state),
    // Once the way back was begun the old primary may have taken writes again.
    rootsEqual: state.phase === "forward" && state.facts.rootsEqual === true,
    busyUntil: unheardUntil(state),
  };
}

/** Whether the run, ended or not, has left the writers stopped. Sent counts: the end of a hook may have been seen by nobody. */
export function leavesQuiesced(state: RunState): boolean {
  const stopped = isSent(state, "quiesce", "forward");
  const started = (["forward", "back"] as const).some(
    (phase) => stepRecord(state, "unquiesce", phase)?.finished != null,
  );
  return stopped && !started;
}

function unheardUntil({ steps }: RunState): number {
  const unheard = steps
    .filter(({ step }) => RECORD_STEPS.includes(step))
    .flatMap(({ attempts }) => attempts)
    .filter(({ answer }) => answer === null || answer.is === "unknown");
  return Math.max(0, ...unheard.map(({ busyUntil }) => busyUntil));
}
