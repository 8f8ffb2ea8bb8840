import { type Usual, usualIn } from "../../journal/usual.ts";
import type { Plan, Stage } from "../../plan/plan.ts";
import type { OutcomeDocument } from "../../report/outcome.ts";
import type { StepPlan } from "../../report/planText.ts";
import { STEPS } from "../../steps/catalogue.ts";
import type { Session } from "../session.ts";
import { type MoveVerb, preflight } from "./preflight.ts";

/** The steps in order, the exact calls, and what can still be undone after each. Changes nothing. */
export async function plan(
  session: Session,
  verb: MoveVerb,
): Promise<OutcomeDocument & { plan: StepPlan[] }> {
  const { decision, document } = await preflight(session, verb, "plan");
  if (decision.is !== "plan") return { ...document, plan: [] };
  return { ...document, plan: describe(decision.plan, await usualIn(session.ports.store)) };
}

function describe({ stages, move, pointOfNoReturn, undo }: Plan, usually: Usual): StepPlan[] {
  const order = stages.flatMap((stage: Stage) =>
    stage.steps.map((planned) => ({ stage: stage.name, planned })),
  );
  const last = order.findIndex(({ planned }) => planned.step === pointOfNoReturn);
  return order.map(({ stage, planned }, index) => ({
    stage,
    step: planned.step,
    title: STEPS[planned.step].title(move),
    calls: STEPS[planned.step].calls(move),
    undo: STEPS[planned.step].undo,
    undoable: undo.length > 0 && index < last,
    boundMs: planned.boundMs,
    usualMs: usually[planned.step] ?? null,
  }));
}
