import type { OutcomeDocument } from "../../report/outcome.ts";
import { perform } from "../run/perform.ts";
import type { Session } from "../session.ts";

/** Records and stack are brought to what a run has already changed. */
export const reconcile = (session: Session): Promise<OutcomeDocument> =>
  perform(session, "reconcile");
