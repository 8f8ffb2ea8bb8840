import type { Finding } from "../../../ground/errors.ts";
import { decide } from "../../plan/decide.ts";
import type { Request } from "../../plan/snapshot.ts";
import { type OutcomeDocument, withoutRun } from "../../report/outcome.ts";
import { exitOfRefusal } from "../run/refusal.ts";
import type { Session } from "../session.ts";
import { lookAround } from "./look.ts";

export type MoveVerb = "switchover" | "failover" | "failback";

/** Pre-flight alone: everything that would stop a run, or should be known before it. Changes nothing. */
export async function check(
  session: Session,
  verb: MoveVerb,
): Promise<OutcomeDocument & { check: Finding[] }> {
  const { environment, flags } = session;
  const snapshot = await lookAround(session, { stack: "live", service: verb === "failover" });
  const request: Request = {
    verb,
    environment,
    to: flags.to,
    consents: flags.consents,
    reason: null,
  };
  const decision = decide(request, snapshot, session.config.stack);
  const findings = decision.is === "nothing" ? [] : decision.findings;
  const refused = decision.is === "refused";
  const { from, to } = sidesIn(decision);
  const document = withoutRun({
    verb: "check",
    environment,
    from,
    to,
    outcome: refused ? "refused" : "done",
    exitCode: refused ? Math.min(exitOfRefusal(findings), 10) : 0,
    findings: decision.is === "nothing" ? [nothing(decision.why)] : findings,
  });
  return { ...document, check: findings };
}

export function sidesIn(decision: ReturnType<typeof decide>): {
  from: string | null;
  to: string | null;
} {
  if (decision.is === "plan") return decision.plan.move;
  return decision.is === "refused" ? decision : { from: null, to: null };
}

const nothing = (why: string): Finding => ({
  id: "NOTHING_TO_DO",
  severity: "info",
  now: why,
  next: "Nothing to do.",
});
