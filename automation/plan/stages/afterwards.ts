import { BOUNDS } from "../../../ground/bounds.ts";
import type { Move, Plan, Stage } from "../plan.ts";
import { afterHooks, stage, step } from "./stage.ts";

/**
 * The old primary has returned: it becomes a secondary of the one that serves. `writersStopped`: a run before this one
 * has left them so.
 */
export function reattachPlan(move: Move, { writersStopped = false } = {}): Plan {
  const { generateRoot } = move.options;
  const writers = writersStopped
    ? [stage("writers", step("unquiesce", BOUNDS.hookMs, "remain"))]
    : [];
  const stages = (withRoot: boolean) => [
    ...reattachment(withRoot),
    ...writers,
    ...afterHooks(move),
  ];
  return { ...onlyForward(move, stages(generateRoot)), withRoot: stages(true) };
}

/** The root token is in hand before anything is touched, and proven to be gone before the run ends. */
const reattachment = (generateRoot: boolean): Stage[] => [
  ...(generateRoot
    ? [stage("root token", step("obtain-root-token", BOUNDS.credentialMs, "halt"))]
    : []),
  stage("demote", step("demote-old-primary", BOUNDS.demoteMs, "halt")),
  stage("attach", step("attach-old-primary", BOUNDS.attachMs, "halt")),
  stage("stream", step("await-attached", BOUNDS.streamMs, "halt")),
  ...(generateRoot
    ? [stage("no root token", step("discard-root-token", BOUNDS.credentialMs, "remain"))]
    : []),
  stage("tidy up", step("delete-generated-tokens", BOUNDS.credentialMs, "remain")),
];

/** What a run has already changed is brought into the records and the stack; clients follow where they were led elsewhere. */
export const reconcilePlan = (move: Move, { isLedElsewhere = false } = {}): Plan =>
  onlyForward(move, [
    ...(isLedElsewhere ? [stage("traffic", step("move-traffic", BOUNDS.trafficMs, "halt"))] : []),
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
