import { inWords, ok } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import type { Move } from "../../plan/plan.ts";
import { done, isAccepted, STEP_DEFAULTS, type Step, todo } from "../step.ts";

/** The team's own way to stop writers: exit 0 means that no client writes any more. */
export const quiesce: Step = hookStep("quiesce", "stop the writers");
export const unquiesce: Step = hookStep("unquiesce", "let the writers go on");

/** Hooks that have a step of their own. */
type HookName = "quiesce" | "unquiesce";

function hookStep(hook: HookName, title: string): Step {
  return {
    ...STEP_DEFAULTS,
    name: hook,
    fleeting: hook === "quiesce",
    undo: hook === "quiesce" ? "unquiesce" : null,
    touches: hook === "quiesce",
    waitsFor: "hook",
    callMs: BOUNDS.hookMs,
    settleMs: 0,
    title: () => title,
    calls: () => [`run vault-dr:hooks.${hook}`],
    probe: async (_ports, _move, past) => (isAccepted(past) ? done() : todo),
    async act({ hooks }, { from, to }, { run }) {
      const answer = await hooks.run(hook, { run, from, to }, BOUNDS.hookMs);
      return answer.is === "ok" ? ok({}) : answer;
    },
    refused: (answer, move) => hookFailed(hook, move, inWords(answer)),
    late: (move, why) => hookFailed(hook, move, why),
  };
}

const hookFailed = (hook: HookName, { environment }: Move, why: string) =>
  ({
    code: "HOOK_FAILED",
    now: `The ${hook} hook did not end well (${why}).`,
    next:
      hook === "quiesce"
        ? "Mend the hook, then run the move again."
        : `Writers may still be stopped: start them by hand, or mend the hook and run: vault-dr resume ${environment}`,
  }) as const;
