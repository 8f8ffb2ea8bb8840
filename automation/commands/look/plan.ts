import { readRun } from "../../journal/journal.ts";
import { usualMs } from "../../journal/usual.ts";
import { decide } from "../../plan/decide.ts";
import type { Plan, Stage } from "../../plan/plan.ts";
import type { Ports } from "../../ports/ports.ts";
import { type OutcomeDocument, withoutRun } from "../../report/outcome.ts";
import type { StepPlan } from "../../report/planText.ts";
import { STEPS } from "../../steps/catalogue.ts";
import type { Session } from "../session.ts";
import { check, type MoveVerb, sidesIn } from "./check.ts";
import { lookAround } from "./look.ts";

const RUNS_READ_MAX = 20;

/** The steps in order, the exact calls, and what can still be undone after each. Changes nothing. */
export async function plan(
  session: Session,
  verb: MoveVerb,
): Promise<OutcomeDocument & { plan: StepPlan[] }> {
  const { environment, flags, config, ports } = session;
  const snapshot = await lookAround(session, { stack: "live", service: verb === "failover" });
  const request = { verb, environment, to: flags.to, consents: flags.consents, reason: null };
  const decision = decide(request, snapshot, config.stack);
  if (decision.is !== "plan") return { ...(await check(session, verb)), verb: "plan", plan: [] };
  const steps = describe(decision.plan, await usual(ports));
  const { findings } = decision;
  return {
    ...withoutRun({
      verb: "plan",
      environment,
      ...sidesIn(decision),
      outcome: "done",
      exitCode: 0,
      findings,
    }),
    plan: steps,
  };
}

function describe(
  { stages, move, pointOfNoReturn, undo }: Plan,
  usually: ReturnType<typeof usualMs>,
): StepPlan[] {
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

async function usual({ store }: Ports): Promise<ReturnType<typeof usualMs>> {
  const runs = await store.runs();
  if (runs.is !== "ok") return {};
  return usualMs(
    await Promise.all(runs.value.slice(0, RUNS_READ_MAX).map((run) => readRun(store, run))),
  );
}
