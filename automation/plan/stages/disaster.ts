import { BOUNDS } from "../../../ground/bounds.ts";
import type { Move, Plan } from "../plan.ts";
import { wayBack } from "./planned.ts";
import { afterHooks, stage, step } from "./stage.ts";

/**
 * The serving Region is lost: fence it as far as it answers, promote and move traffic side by side, never wait for it.
 * `unseen`: the run store was silent, so that a planned move may have begun of which nobody knows here.
 * `writersStopped`: a run before this one has left them so.
 */
export function disasterPlan(move: Move, { unseen = false, writersStopped = false } = {}): Plan {
  const credential = step("obtain-operation-token", BOUNDS.credentialMs);
  const fence = step("fence-old-primary", BOUNDS.fenceMs, "halt");
  // Beside what has to be waited for anyway, and killed in time: a hook never costs a disaster its time.
  const hooks = move.options.hooks.before
    ? [step("before-hooks", BOUNDS.disasterHookMs, "remain")]
    : [];
  return {
    schema: 1,
    move,
    stages: [
      // A silent old primary gets one more look beside the credential; one that answers is not demoted without it.
      ...(move.options.oldPrimarySilent
        ? [stage("credentials, fence", credential, fence, ...hooks)]
        : [stage("credentials", credential, ...hooks), stage("fence", fence)]),
      stage(
        "promote, move traffic",
        step("promote-new-primary", BOUNDS.promoteMs),
        step("move-traffic", BOUNDS.trafficMs, "halt"),
      ),
      stage(
        "verify",
        step("verify-serving", BOUNDS.verifyMs, "halt"),
        step("verify-clients", BOUNDS.verifyMs, "halt"),
      ),
      // The planned move whose place this run takes had stopped the writers, or may have.
      ...(writersStopped || move.supersedes?.quiesced || (unseen && move.options.quiesce)
        ? [stage("writers", step("unquiesce", BOUNDS.hookMs, "remain"))]
        : []),
      stage("write down", step("write-serving-record", BOUNDS.fileMs, "remain")),
      stage("stack file", step("write-stack-file", BOUNDS.fileMs, "remain")),
      stage(
        "stack",
        step("update-stack", BOUNDS.stackUpMs, "remain"),
        step("await-insync", BOUNDS.insyncMs, "remain"),
        // It may have moved the record already, with a short TTL.
        ...(move.supersedes || unseen ? [step("restore-ttl", BOUNDS.trafficMs, "remain")] : []),
      ),
      stage("tidy up", step("delete-generated-tokens", BOUNDS.credentialMs, "remain")),
      ...afterHooks(move),
    ],
    undo: [...wayBack(false), ...afterHooks(move)],
    watchdog: null,
    pointOfNoReturn: "promote-new-primary",
  };
}
