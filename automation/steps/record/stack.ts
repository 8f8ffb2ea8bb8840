import { inWords, ok } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import type { Move } from "../../plan/plan.ts";
import { done, impossible, STEP_DEFAULTS, type Step, todo, unclear } from "../step.ts";

/** `pulumi up` on the service's records: bookkeeping of what the run has already changed, never on the critical path. */
export const updateStack: Step = {
  ...STEP_DEFAULTS,
  name: "update-stack",
  waitsFor: "aws",
  callMs: BOUNDS.stackUpMs,
  settleMs: 0,
  title: ({ environment }) => `bring stack ${environment} up to date`,
  calls: () => ["pulumi up --target (the service's records), no refresh"],
  async probe({ stack }, move, { attempts }) {
    const output = await stack.lastOutput();
    if (output.is === "unknown") return unclear(inWords(output));
    if (output.is === "refused") return impossible(notUpdated(move, inWords(output)));
    const { to, takeover } = move;
    if (output.value?.activeRegion === to && output.value.takeover === takeover)
      return done({ stackUpdated: true });
    const sentByUs = attempts.some(({ ours }) => ours);
    return sentByUs
      ? impossible(notUpdated(move, "the update ended, but its output is not the new one"))
      : todo;
  },
  async act({ stack, store }, { verb, to, takeover }, { run, leaseNumber }) {
    const ready = await stack.ready();
    if (ready.is !== "ok") return ready;
    const message = `vault-dr ${verb} ${run}`;
    const answer = await stack.update({ activeRegion: to, takeover, message });
    if (answer.is !== "ok") return answer;
    // The copy in the run store lets `status` and a failover do without the state backend.
    const output = await stack.lastOutput();
    if (output.is === "ok" && output.value !== null) {
      await store.putDocument("dr", output.value, leaseNumber);
    }
    return ok({ stackChanged: answer.value.changed });
  },
  refused: (answer, move) => notUpdated(move, inWords(answer)),
  late: notUpdated,
};

function notUpdated({ environment }: Move, why: string) {
  return {
    code: /lock/i.test(why) ? "STACK_LOCKED" : "STACK_UPDATE_FAILED",
    now: `Stack ${environment} was not brought up to date (${why}).`,
    next: `Mend that, then: vault-dr reconcile ${environment}`,
  } as const;
}
