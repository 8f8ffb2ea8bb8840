import type { StepName } from "../../../automation/plan/plan.ts";
import type { Lease } from "../../../automation/ports/store.ts";
import type { Call } from "./invariant.ts";

export const PROMOTE: StepName[] = ["promote-new-primary", "promote-back"];
const ATTACH: StepName[] = ["attach-old-primary", "attach-new-secondary"];
const CEREMONY: StepName[] = ["obtain-root-token", "obtain-operation-token", ...PROMOTE, ...ATTACH];

/** Every call that changes something, and the steps that may make it. */
export const CHANGED_BY: Partial<Record<string, StepName[]>> = {
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

/** Those that change a role, the record or a fence: others are told beforehand until when they may take effect. */
const ANNOUNCED = [
  "vault.demote",
  "vault.promote",
  "vault.issueActivation",
  "vault.updatePrimary",
  "traffic.upsert",
];

/** A process that ends early takes back the tokens that it made; nobody else has them. */
const TIDIES = ["vault.deleteOperationToken", "vault.revokeSelf", "vault.cancelGeneration"];

export const isAnnounced = (call: string): boolean => ANNOUNCED.includes(call);

/**
 * Whether only a run may make the call. A sample of the lag is written by whoever looks, without a lease; the stack
 * file is brought to what the records say by hand.
 */
export function isOfRun({ call, args, verb }: Call): boolean {
  if (TIDIES.includes(call) || verb === "config pull") return false;
  if (call === "store.putDocument" && args[2] === null) return false;
  return CHANGED_BY[call] !== undefined;
}

/** What a local journal says is taken into the run store: it was done before, under a lease of its own. */
export const isTakenOver = ({ call }: Call, lease: Lease): boolean =>
  lease.verb === "join" && call === "store.putDocument";
