import type { RunState } from "../../../automation/journal/fold.ts";
import type { StepName } from "../../../automation/plan/plan.ts";

const ATTACH: StepName[] = ["attach-old-primary", "attach-new-secondary"];
const PROMOTE: StepName[] = ["promote-new-primary", "promote-back"];
const CEREMONY: StepName[] = ["obtain-root-token", "obtain-operation-token", ...PROMOTE, ...ATTACH];

/** Every call that changes something, and the steps that may make it. */
const MADE_BY: Record<string, StepName[]> = {
  "vault.demote": ["demote-old-primary", "fence-old-primary"],
  "vault.promote": PROMOTE,
  "vault.makePublicKey": ATTACH,
  "vault.issueActivation": ATTACH,
  "vault.updatePrimary": ATTACH,
  "vault.startGeneration": CEREMONY,
  "vault.feedShare": CEREMONY,
  "vault.cancelGeneration": CEREMONY,
  "vault.deleteOperationToken": ["delete-generated-tokens"],
  "vault.revokeSelf": ["discard-root-token"],
  "vault.writeCanary": ["verify-serving", "verify-back"],
  "traffic.upsert": ["prime-record", "move-traffic", "traffic-back", "restore-ttl"],
  "stackFile.write": ["write-stack-file"],
  "stack.update": ["update-stack"],
  "store.putDocument": ["write-serving-record", "update-stack"],
  "hooks.run": ["quiesce", "unquiesce", "before-hooks", "after-hooks"],
};

/**
 * What is wrong with making `call` now, or null: the journal must hold a `started` without an answer of a step that
 * makes such calls.
 */
export function whyNotStarted(state: RunState, call: string): string | null {
  const steps = MADE_BY[call];
  if (steps === undefined) return null;
  const open = openAttempts(state);
  return open.some((step) => steps.includes(step))
    ? null
    : `${call} although only [${open.join(", ")}] are started`;
}

const openAttempts = ({ steps }: RunState): StepName[] =>
  steps.filter(({ attempts }) => attempts.at(-1)?.answer === null).map(({ step }) => step);
