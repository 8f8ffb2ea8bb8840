import { type Decision, decide } from "../../plan/decide.ts";
import { nothingToDo, type OutcomeDocument, withoutRun } from "../../report/outcome.ts";
import { exitOfRefusal } from "../run/refusal.ts";
import type { Session } from "../session.ts";
import { lookAround } from "./look.ts";

export type MoveVerb = "switchover" | "failover" | "failback";

/** What a move would come to, by one look at the world, and the document that says so. Changes nothing. */
export async function preflight(
  session: Session,
  verb: MoveVerb,
  asked: "check" | "plan",
): Promise<{ decision: Decision; document: OutcomeDocument }> {
  const { environment, flags, config } = session;
  const snapshot = await lookAround(session, { stack: "live", service: verb === "failover" });
  const { to, consents } = flags;
  const decision = decide(
    { verb, environment, to, consents, reason: null },
    snapshot,
    config.stack,
  );
  const findings = decision.is === "nothing" ? [nothingToDo(decision.why)] : decision.findings;
  const refused = decision.is === "refused";
  const document = withoutRun({
    verb: asked,
    environment,
    ...sidesIn(decision),
    outcome: refused ? "refused" : "done",
    exitCode: refused ? Math.min(exitOfRefusal(findings), 10) : 0,
    findings,
  });
  return { decision, document };
}

function sidesIn(decision: Decision): { from: string | null; to: string | null } {
  if (decision.is === "nothing") return { from: null, to: null };
  const { from, to } = decision.is === "plan" ? decision.plan.move : decision;
  return { from, to };
}
