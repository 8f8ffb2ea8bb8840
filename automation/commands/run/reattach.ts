import type { OutcomeDocument } from "../../report/outcome.ts";
import type { Session } from "../session.ts";
import { perform } from "./perform.ts";

/** The old primary has returned: it becomes a secondary of the Region that serves. */
export const reattach = (session: Session): Promise<OutcomeDocument> =>
  perform(session, "reattach");
