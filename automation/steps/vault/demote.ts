import { inWords } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import type { Move } from "../../plan/plan.ts";
import { done, isAccepted, mayPass, STEP_DEFAULTS, type Step, todo, unclear } from "../step.ts";
import { isDemoted, sendDemotion } from "./demotion.ts";

/**
 * Demotes the old primary. It ends with the accepted answer: the role change takes its time, and traffic can move
 * meanwhile. A lost answer is no failure: the role tells.
 */
export const demoteOldPrimary: Step = {
  ...STEP_DEFAULTS,
  name: "demote-old-primary",
  undo: "promote-back",
  touches: true,
  callMs: BOUNDS.roleCallMs,
  title: ({ from }) => `demote ${from}`,
  calls: ({ from }) => [`POST ${from} sys/replication/dr/primary/demote`],
  async probe({ vault }, { from }, past) {
    if (isAccepted(past)) return done();
    const old = await vault.view(from, BOUNDS.observeMs);
    if (old.is !== "ok") return unclear(inWords(old));
    if (old.value.role === "secondary") return done();
    return old.value.role === "primary" ? todo : unclear(`${from} says ${old.value.role}`);
  },
  act: sendDemotion,
  hasTakenEffect: isDemoted,
  refused: (answer, move) =>
    mayPass(answer)
      ? null
      : {
          code: "DEMOTE_FAILED",
          now: `${move.from} refused the demotion (${inWords(answer)}).`,
          next: `Give a VAULT_TOKEN that may update sys/replication/dr/primary/demote there${byRoot(move)}`,
        },
  late: ({ from }, why) => ({
    code: "DEMOTE_FAILED",
    now: `${from} was not seen to be demoted in time: ${why}.`,
    next: `Look at ${from}, then run the move again.`,
  }),
};

/** Only a reattachment may do with a root token; it can be consented to when the run is taken up again. */
const byRoot = ({ verb, environment }: Move): string =>
  verb === "reattach"
    ? `, or go on by key shares: vault-dr resume ${environment} --generate-root`
    : ".";
