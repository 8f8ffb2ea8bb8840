import { BOUNDS } from "../../../ground/bounds.ts";
import type { Move, Plan, Stage } from "../plan.ts";
import { stage, step } from "./stage.ts";

/** The old primary has returned: it becomes a secondary of the one that serves. */
export const reattachPlan = (move: Move): Plan =>
  onlyForward(move, [
    stage("demote", step("demote-old-primary", BOUNDS.demoteMs, "halt")),
    stage("attach", step("attach-old-primary", BOUNDS.attachMs, "halt")),
    stage("stream", step("await-attached", BOUNDS.streamMs, "halt")),
    stage("tidy up", step("delete-generated-tokens", BOUNDS.credentialMs, "remain")),
  ]);

/** What a run has already changed is brought into the records and the stack. */
export const reconcilePlan = (move: Move): Plan =>
  onlyForward(move, [
    stage("write down", step("write-serving-record", BOUNDS.fileMs, "halt")),
    stage("stack file", step("write-stack-file", BOUNDS.fileMs, "halt")),
    stage("stack", step("update-stack", BOUNDS.stackUpMs, "halt")),
  ]);

const onlyForward = (move: Move, stages: Stage[]): Plan => ({
  schema: 1,
  move,
  stages,
  undo: [],
  watchdog: null,
  pointOfNoReturn: null,
});
