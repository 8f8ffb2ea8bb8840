import type { OutcomeDocument } from "../../report/outcome.ts";
import type { Session } from "../session.ts";
import { perform } from "./perform.ts";

/** Planned move: no acknowledged write is lost, or it is rolled back. */
export const switchover = (session: Session): Promise<OutcomeDocument> =>
  perform(session, "switchover");
