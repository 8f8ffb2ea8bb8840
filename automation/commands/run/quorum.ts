import { isBefore, SINCE } from "../../../ground/vaultVersion.ts";
import type { Phase } from "../../journal/events.ts";
import { isSent, type RunState, reopened, stepRecord } from "../../journal/fold.ts";
import type { StepName } from "../../plan/plan.ts";
import type { CredentialsView } from "../../ports/credentials.ts";
import type { Region } from "../../ports/vault.ts";

/** A quorum of key shares that a run needs, and the Region that can say how many they are. */
export type Quorum = { region: Region; why: "token" | "way back" };

/** Steps that need a token made from key shares, or a DR operation token, and where. */
const NEEDS: Partial<Record<StepName, { side: "from" | "to"; sharesOnly: boolean }>> = {
  "obtain-root-token": { side: "from", sharesOnly: true },
  "promote-new-primary": { side: "to", sharesOnly: false },
  "attach-old-primary": { side: "from", sharesOnly: false },
  "promote-back": { side: "from", sharesOnly: false },
  "attach-new-secondary": { side: "to", sharesOnly: false },
};

/** What the run still needs in the phase in which it goes on; null when it needs no key share. */
export function quorumFor(state: RunState, phase: Phase, view: CredentialsView): Quorum | null {
  const { plan, touched } = state;
  if (plan === null) return null;
  const left = (phase === "back" ? plan.undo : plan.stages)
    .flatMap(({ steps }) => steps)
    .filter(({ step }) => !isDone(state, step, phase) && isCalledFor(state, step, phase))
    .flatMap(({ step }) => NEEDS[step] ?? []);
  const { move } = plan;
  const asked = left.find(
    ({ side, sharesOnly }) =>
      sharesOnly ||
      !view.operationToken ||
      isBefore(move.vaultVersion[side], SINCE.batchOperationToken),
  );
  const { command, terminal } = view.holders;
  // Where nobody can be asked, the step that needs the token tells what is missing.
  if (asked !== undefined)
    return command || terminal ? { region: move[asked.side], why: "token" } : null;
  const ends = state.findings.some(({ id }) => id === "EXPIRY_UNKNOWN");
  return ends && !touched && left.length > 0 ? { region: move.to, why: "way back" } : null;
}

/** A root token dies with the process that had it: who goes on may need another. */
function isDone(state: RunState, step: StepName, phase: Phase): boolean {
  const record = stepRecord(state, step, phase);
  const finished = record && reopened(record, state.steps).finished;
  if (finished == null) return false;
  const isDemoted = stepRecord(state, "demote-old-primary", phase)?.finished != null;
  return step !== "obtain-root-token" || isDemoted || finished.epoch === state.epoch;
}

/** Where no role was changed the way back sends nothing, unless the target was found to follow nobody. */
const isCalledFor = (state: RunState, step: StepName, phase: Phase): boolean =>
  phase === "forward" ||
  isRoleChanged(state) ||
  (step === "attach-new-secondary" && isSent(state, step, phase));

/** Whether there can be a role to give back: some change of one was sent. */
const isRoleChanged = (state: RunState): boolean =>
  CHANGES_ROLE.some((step) => isSent(state, step, "forward"));

const CHANGES_ROLE: StepName[] = ["demote-old-primary", "fence-old-primary", "promote-new-primary"];
