import { closing, ok } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import { isBefore, SINCE } from "../../../ground/vaultVersion.ts";
import type { Move } from "../../plan/plan.ts";
import type { Ports } from "../../ports/ports.ts";
import { done, isAccepted, mayPass, STEP_DEFAULTS, type Step, todo } from "../step.ts";
import { operationTokenFor } from "./operationTokenFor.ts";

/** Has the target's DR operation token in hand before anything is touched. Its value dies with the process. */
export const obtainOperationToken: Step = {
  ...STEP_DEFAULTS,
  name: "obtain-operation-token",
  fleeting: true,
  callMs: BOUNDS.credentialMs,
  settleMs: 0,
  title: ({ to }) => `have a DR operation token for ${to} in hand`,
  calls: ({ to, vaultVersion }) => [
    isBefore(vaultVersion.to, SINCE.batchOperationToken)
      ? "From key shares:"
      : "VAULT_DR_OPERATION_TOKEN, else from key shares:",
    `POST ${to} sys/replication/dr/secondary/generate-operation-token/{attempt,update}`,
  ],
  probe: async (_ports, _move, past) => (isAccepted(past) ? done() : todo),
  async act(ports, move, { leaseNumber }) {
    const token = await operationTokenFor(ports, move, "to");
    if (token.is === "ok") return ok({ tokenSource: token.value.source, tokenFor: leaseNumber });
    const isNeeded = token.is === "unknown" || !(await isPromoted(ports, move));
    return isNeeded ? token : ok({ tokenSource: "not needed", tokenFor: leaseNumber });
  },
  refused: (answer, { to }) =>
    mayPass(answer)
      ? null
      : {
          code: "CREDENTIAL_REFUSED",
          now: `No DR operation token for ${to}: ${closing(answer.text)}`,
          next:
            answer.status === 403
              ? "Set such a VAULT_TOKEN, or VAULT_DR_OPERATION_TOKEN: a batch token made for DR calls needs no key share."
              : "Give VAULT_DR_OPERATION_TOKEN, or enough key shares of this pair: VAULT_RECOVERY_KEY_1…n, --key-share-command CMD, or the hidden prompt of a terminal.",
        },
  late: ({ to }, why) => ({
    code: "CREDENTIAL_REFUSED",
    now: `No DR operation token for ${to} in time: ${why}.`,
    next: "Give VAULT_DR_OPERATION_TOKEN, or look why the key ceremony stalls.",
  }),
};

/** Another run of the same disaster may have promoted the target: one that is written down elsewhere. */
async function isPromoted({ vault }: Ports, { verb, to }: Move): Promise<boolean> {
  if (verb !== "failover") return false;
  const seen = await vault.view(to, BOUNDS.observeMs);
  return seen.is === "ok" && seen.value.role === "primary";
}
