import { ok } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import { done, isAccepted, STEP_DEFAULTS, type Step, todo } from "../step.ts";

/** Deletes the DR operation tokens that this process generated: they have no end. Possible on secondaries only. */
export const deleteGeneratedTokens: Step = {
  ...STEP_DEFAULTS,
  name: "delete-generated-tokens",
  callMs: BOUNDS.credentialMs,
  settleMs: 0, // what a process that died had generated is not known to this one
  title: () => "delete generated DR operation tokens",
  calls: ({ from, to }) => [
    `POST ${from}, ${to} sys/replication/dr/secondary/operation-token/delete`,
  ],
  probe: async (_ports, _move, past) => (isAccepted(past) ? done() : todo),
  async act({ credentials }) {
    const { leftIn } = await credentials.deleteGenerated();
    return ok({ tokensLeftIn: leftIn.join(", ") });
  },
  refused: () => null,
  late: ({ environment }, why) => ({
    code: "TOKENS_LEFT",
    now: `Generated DR operation tokens were not deleted: ${why}.`,
    next: `They die with the next rekey of the pair; see vault-dr status ${environment}.`,
  }),
};
