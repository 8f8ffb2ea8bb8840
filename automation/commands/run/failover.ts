import { OperatorError } from "../../../ground/errors.ts";
import type { OutcomeDocument } from "../../report/outcome.ts";
import type { Session } from "../session.ts";
import { perform } from "./perform.ts";

/** The serving Region is lost. A reason is part of the record: it is asked for when `-m` was left out. */
export async function failover(session: Session): Promise<OutcomeDocument> {
  const { flags, ports } = session;
  const reason =
    flags.reason ??
    (ports.human.present() ? await ports.human.ask("Why is this failover needed?") : null);
  if (reason === null || reason.trim() === "") {
    throw new OperatorError({
      code: "REASON_MISSING",
      now: "A failover needs a reason; nothing was contacted.",
      next: `Say it: vault-dr failover ${session.environment} -m "why"`,
    });
  }
  return perform({ ...session, flags: { ...flags, reason } }, "failover");
}
