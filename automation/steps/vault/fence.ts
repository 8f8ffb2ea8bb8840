import { inWords } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import type { Failure } from "../../../ground/errors.ts";
import type { Move } from "../../plan/plan.ts";
import { done, mayPass, STEP_DEFAULTS, type Step, todo, unclear } from "../step.ts";
import { sendDemotion } from "./demotion.ts";

/**
 * In a disaster: an old primary that answers is demoted, one that answers nobody is recorded as unproven and never
 * waited for, and one that answers but cannot be demoted stops the run before anything is promoted.
 */
export const fenceOldPrimary: Step = {
  ...STEP_DEFAULTS,
  name: "fence-old-primary",
  undo: "promote-back",
  touches: true,
  callMs: BOUNDS.roleCallMs,
  title: ({ from }) => `fence ${from} as far as it answers`,
  calls: ({ from }) => [
    `POST ${from} sys/replication/dr/primary/demote, when it answers as primary`,
  ],
  act: sendDemotion,
  async probe({ vault, clock }, { from, options }, { attempts, since }) {
    const look = options.oldPrimarySilent ? BOUNDS.lastLookMs : BOUNDS.observeMs;
    const old = await vault.view(from, look);
    const sent = attempts.length > 0;
    if (old.is !== "ok") {
      const mayStillSpeak = sent && clock.now() < since + BOUNDS.fenceMs - BOUNDS.observeMs;
      return mayStillSpeak ? unclear(inWords(old)) : done({ fence: "unproven" });
    }
    if (old.value.role === "secondary") return done({ fence: "demoted" });
    if (sent && options.acceptUnfenced && !attempts.some(({ ok }) => ok))
      return done({ fence: "none" });
    return old.value.role === "primary" ? todo : unclear(`${from} says ${old.value.role}`);
  },
  refused: (answer, move) =>
    mayPass(answer) || move.options.acceptUnfenced ? null : fenceImpossible(move, inWords(answer)),
  late: fenceImpossible,
};

function fenceImpossible({ from, to }: Move, why: string): Failure {
  return {
    code: "FENCE_IMPOSSIBLE",
    now: `${from} answers and could not be demoted (${why}). ${to} was not promoted: two primaries would take writes.`,
    next: `Give a VAULT_TOKEN that may demote ${from}, or stop its Vault; or accept two primaries with --accept-unfenced.`,
  };
}
