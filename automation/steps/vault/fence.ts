import { inWords } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import type { Failure } from "../../../ground/errors.ts";
import type { Move } from "../../plan/plan.ts";
import { done, mayPass, STEP_DEFAULTS, type Step, todo, unclear } from "../step.ts";
import { isDemoted, sendDemotion } from "./demotion.ts";

/**
 * In a disaster: an old primary that answers is demoted, one that answers nobody, or is sealed, is recorded as unproven
 * and never waited for, and one that answers but cannot be demoted stops the run before anything is promoted.
 */
export const fenceOldPrimary: Step = {
  ...STEP_DEFAULTS,
  name: "fence-old-primary",
  undo: "promote-back",
  touches: true,
  fleeting: true, // an old primary may have come back before another process takes the run up
  callMs: BOUNDS.roleCallMs,
  title: ({ from }) => `fence ${from} as far as it answers`,
  calls: ({ from }) => [
    `POST ${from} sys/replication/dr/primary/demote, when it answers as primary`,
  ],
  act: sendDemotion,
  hasTakenEffect: isDemoted,
  async probe({ vault, clock }, { from, options }, { attempts, since, facts, leaseNumber }) {
    const look = options.oldPrimarySilent ? BOUNDS.lastLookMs : BOUNDS.observeMs;
    const old = await vault.view(from, look);
    const sent = attempts.length > 0;
    const isLate = clock.now() >= since + BOUNDS.fenceMs - BOUNDS.observeMs;
    // A sealed one takes neither writes nor calls: until somebody unseals it there is nothing that could be demoted.
    if (old.is !== "ok" || old.value.sealed) {
      const why = old.is === "ok" ? `${from} is sealed` : inWords(old);
      return sent && !isLate ? unclear(why) : done({ fence: "unproven" });
    }
    if (old.value.role === "secondary") return done({ fence: "demoted" });
    // Where it does not tell its role, no demotion is ever sent.
    if (options.acceptUnfenced && (sent || isLate) && !attempts.some(({ ok }) => ok))
      return done({ fence: "none" });
    if (old.value.role !== "primary") return unclear(`${from} says ${old.value.role}`);
    // Nothing is demoted before the target can be promoted.
    return facts.tokenFor !== leaseNumber ? unclear("no credential for the target yet") : todo;
  },
  refused: (answer, move) =>
    mayPass(answer) || move.options.acceptUnfenced ? null : fenceImpossible(move, inWords(answer)),
  late: fenceImpossible,
};

function fenceImpossible({ from, to, environment }: Move, why: string): Failure {
  return {
    code: "FENCE_IMPOSSIBLE",
    now: `${from} answers and could not be demoted (${why}). ${to} was not promoted: two primaries would take writes.`,
    next: `Give a VAULT_TOKEN that may demote ${from}, or stop its Vault; then: vault-dr resume ${environment}. To accept two primaries: vault-dr resume ${environment} --accept-unfenced`,
  };
}
