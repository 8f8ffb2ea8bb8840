import { type Answer, inWords, ok, refused } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import type { Move } from "../../plan/plan.ts";
import {
  done,
  type Facts,
  impossible,
  isAccepted,
  type Past,
  type Probe,
  STEP_DEFAULTS,
  type Step,
  todo,
} from "../step.ts";

/** The team's own commands before and after a run, each list once a run: what was accepted is not run again. */
export const beforeHooks: Step = hookList("before");
export const afterHooks: Step = hookList("after");

/** Lists of commands that have a step of their own. */
type HookList = "before" | "after";

function hookList(hook: HookList): Step {
  return {
    ...STEP_DEFAULTS,
    name: `${hook}-hooks`,
    waitsFor: "hook",
    callMs: BOUNDS.hookMs,
    settleMs: 0,
    title: () => `run the ${hook} hooks`,
    calls: () => [`run vault-dr:hooks.${hook}, one after the other`],
    probe: async (_ports, move, past) => probed(hook, move, past),
    async act({ hooks }, move, { run }): Promise<Answer<Facts>> {
      const { from, to } = move;
      const answer = await hooks.run(hook, { run, from, to }, boundMs(hook, move));
      // One that had to be killed has had its time: it did not end well, and is not run again.
      if (answer.is === "unknown") return refused(TIMED_OUT, answer.text);
      return answer.is === "ok" ? ok({}) : answer;
    },
    refused: (answer, move) => hookFailed(hook, move, inWords(answer)),
    late: (move, why) => hookFailed(hook, move, why || "not done in time"),
  };
}

/** What `timeout` exits with. */
const TIMED_OUT = 124;

/** A disaster gives its hook one chance: a run that is taken up again has no time for a second one. */
function probed(hook: HookList, move: Move, past: Past): Probe {
  if (isAccepted(past)) return done();
  const hadItsChance = goesOnWithout(hook, move) && past.attempts.length > 0;
  return hadItsChance ? impossible(hookFailed(hook, move, "it is not run a second time")) : todo;
}

const boundMs = (hook: HookList, move: Move): number =>
  goesOnWithout(hook, move) ? BOUNDS.disasterHookMs : BOUNDS.hookMs;

const goesOnWithout = (hook: HookList, { verb }: Move): boolean =>
  hook === "before" && verb === "failover";

function hookFailed(hook: HookList, move: Move, why: string) {
  const again =
    hook === "before"
      ? "Mend the hook, then run the move again."
      : `Mend the hook. This runs the after hooks again, from the first one: vault-dr resume ${move.environment}`;
  return {
    code: "HOOK_FAILED",
    now: `The ${hook} hooks did not end well (${why}).`,
    next: goesOnWithout(hook, move)
      ? "The failover goes on without: do by hand what the hook was for."
      : again,
  } as const;
}
