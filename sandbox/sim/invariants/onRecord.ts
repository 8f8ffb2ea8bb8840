import type { RunState } from "../../../automation/journal/fold.ts";
import type { StepName } from "../../../automation/plan/plan.ts";
import type { Audit } from "../audit.ts";
import { CHANGED_BY, isOfRun, isTakenOver, PROMOTE } from "./calls.ts";
import type { Call, RoleChange } from "./invariant.ts";

/** No call that changes something without a `started` on record, still without an answer, of a step that makes it. */
export function startedBeforeCall(audit: Audit, made: Call): string | null {
  const { call, by } = made;
  const lease = isOfRun(made) ? audit.book.leaseFor(by.pid) : null;
  return lease === null || isTakenOver(made, lease)
    ? null
    : whyNotStarted(audit.run(lease.run), call);
}

/** What is wrong with making the call now, by the run's state; null: nothing. */
export function whyNotStarted(state: RunState, call: string): string | null {
  const steps = CHANGED_BY[call];
  const open = openSteps(state);
  return steps === undefined || open.some((step) => steps.includes(step))
    ? null
    : `${call} although only [${open.join(", ")}] are started`;
}

/** No cluster changes its role unless a run has a step on record that asks it to. */
export function startedBeforeRole(audit: Audit, { region, to }: RoleChange): string | null {
  const asks = (run: RunState): boolean =>
    run.steps.some(
      ({ step, attempts }) => attempts.length > 0 && goalOf(step, run) === `${region} ${to}`,
    );
  return audit.runs().some(asks) ? null : `${region} becomes ${to}, and no run has asked for that`;
}

/** Those that the process which has the run now has begun; what another one began before is no leave to act. */
const openSteps = ({ steps, epoch }: RunState): StepName[] =>
  steps
    .filter(({ attempts }) => {
      const last = attempts.at(-1);
      return last?.answer === null && last.epoch === epoch;
    })
    .map(({ step }) => step);

/** The role that the step gives to a Region, `us-east-1 primary`; null for most. */
export function goalOf(step: StepName, { plan }: RunState): string | null {
  if (plan === null) return null;
  const { from, to } = plan.move;
  if (PROMOTE.includes(step)) return `${step === "promote-back" ? from : to} primary`;
  return CHANGED_BY["vault.demote"]?.includes(step) ? `${from} secondary` : null;
}
