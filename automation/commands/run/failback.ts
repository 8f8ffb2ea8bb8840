import type { OutcomeDocument } from "../../report/outcome.ts";
import type { Session } from "../session.ts";
import { perform } from "./perform.ts";

/** `switchover` to the home Region. */
export const failback = (session: Session): Promise<OutcomeDocument> =>
  perform(session, "failback");
