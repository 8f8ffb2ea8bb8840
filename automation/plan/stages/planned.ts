import { BOUNDS } from "../../../ground/bounds.ts";
import type { Move, Plan, Stage } from "../plan.ts";
import { afterHooks, stage, step } from "./stage.ts";

export type PlannedBounds = { drainTimeoutMs: number; rollbackAfterMs: number };

/** A planned move: nothing is demoted before the target has everything and the way back is open. */
export function plannedPlan(move: Move, bounds: PlannedBounds): Plan {
  const { quiesce } = move.options;
  return {
    schema: 1,
    move,
    stages: [
      ...beforeHooks(move),
      stage("catch up", step("follow-closely", bounds.drainTimeoutMs)),
      stage("credentials", step("obtain-operation-token", BOUNDS.credentialMs)),
      stage("prime", step("prime-record", BOUNDS.trafficMs)),
      stage("let caches forget", step("await-primed", BOUNDS.insyncMs)),
      ...(quiesce ? stopWriters() : []),
      stage("demote", step("demote-old-primary", BOUNDS.demoteMs)),
      stage(
        "hand over",
        step("move-traffic", BOUNDS.trafficMs),
        step("compare-roots", BOUNDS.demoteMs),
      ),
      stage("promote", step("promote-new-primary", BOUNDS.promoteMs)),
      stage(
        "verify",
        step("verify-serving", BOUNDS.verifyMs, "halt"),
        ...(quiesce ? [step("unquiesce", BOUNDS.hookMs, "remain")] : []),
      ),
      stage("clients", step("verify-clients", BOUNDS.verifyMs, "halt")),
      stage(
        "write down, attach",
        step("write-serving-record", BOUNDS.fileMs, "remain"),
        step("attach-old-primary", BOUNDS.attachMs, "remain"),
        step("restore-ttl", BOUNDS.trafficMs, "remain"),
      ),
      stage("stack file", step("write-stack-file", BOUNDS.fileMs, "remain")),
      stage(
        "stack, stream",
        step("update-stack", BOUNDS.stackUpMs, "remain"),
        step("await-attached", BOUNDS.streamMs, "remain"),
        step("await-insync", BOUNDS.insyncMs, "remain"),
      ),
      stage("tidy up", step("delete-generated-tokens", BOUNDS.credentialMs, "remain")),
      ...afterHooks(move),
    ],
    undo: [...wayBack(quiesce), ...afterHooks(move)],
    watchdog: {
      from: "demote-old-primary",
      until: "promote-new-primary",
      afterMs: bounds.rollbackAfterMs,
    },
    pointOfNoReturn: "promote-new-primary",
  };
}

/** Nothing is touched yet: a hook of the team's that says no ends the run. */
const beforeHooks = ({ options }: Move): Stage[] =>
  options.hooks.before ? [stage("hooks", step("before-hooks", BOUNDS.hookMs))] : [];

const stopWriters = (): Stage[] => [
  stage("stop writers", step("quiesce", BOUNDS.hookMs)),
  stage("drain", step("drain", BOUNDS.quiesceDrainMs)),
];

/** The old primary serves again, the target is attached to it again, clients and record are as before. */
export const wayBack = (quiesce: boolean): Stage[] => [
  stage(
    "promote back",
    step("promote-back", BOUNDS.promoteMs, "halt"),
    step("traffic-back", BOUNDS.trafficMs, "halt"),
  ),
  stage(
    "verify",
    step("verify-back", BOUNDS.verifyMs, "halt"),
    ...(quiesce ? [step("unquiesce", BOUNDS.hookMs, "remain")] : []),
  ),
  stage(
    "attach",
    step("attach-new-secondary", BOUNDS.attachMs, "remain"),
    step("restore-ttl", BOUNDS.trafficMs, "remain"),
  ),
  stage("stream", step("await-attached-back", BOUNDS.streamMs, "remain")),
  stage("tidy up", step("delete-generated-tokens", BOUNDS.credentialMs, "remain")),
];
