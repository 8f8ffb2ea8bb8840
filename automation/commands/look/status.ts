import { driftIn } from "../../plan/drift.ts";
import { servingRegion } from "../../plan/sides.ts";
import { type OutcomeDocument, withoutRun } from "../../report/outcome.ts";
import { type Status, statusOf } from "../../report/status.ts";
import type { Session } from "../session.ts";
import { lookAround } from "./look.ts";

/** Who is primary: asked of every cluster, of DNS, and of the stack as last kept. With `check`, 16 where they differ. */
export async function status(
  session: Session,
  { check }: { check: boolean },
): Promise<OutcomeDocument & { status: Status }> {
  const { environment, config } = session;
  const snapshot = await lookAround(session, { stack: "kept", service: false });
  const serving = servingRegion(snapshot, config.stack);
  const findings = driftIn(snapshot, config.stack, environment);
  const exitCode = check && findings.length > 0 ? 16 : 0;
  const document = withoutRun({
    verb: "status",
    environment,
    serving,
    outcome: "done",
    exitCode,
    findings,
  });
  return { ...document, status: statusOf(snapshot, serving) };
}
