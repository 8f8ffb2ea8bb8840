import type { Finding } from "../../../ground/errors.ts";
import type { OutcomeDocument } from "../../report/outcome.ts";
import type { Session } from "../session.ts";
import { type MoveVerb, preflight } from "./preflight.ts";

/** Pre-flight alone: everything that would stop a run, or should be known before it. Changes nothing. */
export async function check(
  session: Session,
  verb: MoveVerb,
): Promise<OutcomeDocument & { check: Finding[] }> {
  const { decision, document } = await preflight(session, verb, "check");
  return { ...document, check: decision.is === "nothing" ? [] : document.findings };
}
