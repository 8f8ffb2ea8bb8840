import type { ServingRecord } from "../ports/store.ts";
import { type RunState, stepRecord } from "./fold.ts";

/**
 * Which Region serves by what the run itself established, whether or not it could write that down as the serving
 * record. null: it says nothing about it, or has gone back.
 */
export function servedBy(state: RunState): ServingRecord | null {
  const { plan, run, phase } = state;
  if (plan === null || run === null || phase === "back") return null;
  const { verb, to: activeRegion, takeover } = plan.move;
  const at = BOOKKEEPING.includes(verb)
    ? state.confirmedAt
    : (stepRecord(state, "promote-new-primary", "forward")?.finished?.at ?? null);
  return at === null ? null : { activeRegion, takeover, run, at };
}

/** They move nothing: who serves was known when they were planned. */
const BOOKKEEPING: readonly string[] = ["reattach", "reconcile"];
