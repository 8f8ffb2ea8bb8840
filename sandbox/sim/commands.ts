import { reconcile } from "../../automation/commands/keep/reconcile.ts";
import { abort } from "../../automation/commands/run/abort.ts";
import { failback } from "../../automation/commands/run/failback.ts";
import { failover } from "../../automation/commands/run/failover.ts";
import { reattach } from "../../automation/commands/run/reattach.ts";
import { resume } from "../../automation/commands/run/resume.ts";
import { switchover } from "../../automation/commands/run/switchover.ts";
import type { Session } from "../../automation/commands/session.ts";
import type { OutcomeDocument } from "../../automation/report/outcome.ts";

export type CommandName =
  | "switchover"
  | "failover"
  | "failback"
  | "reattach"
  | "resume"
  | "abort"
  | "reconcile";

/** The driver itself, unchanged: what `vault-dr VERB` runs once the world is wired. */
export const COMMANDS: Record<CommandName, (session: Session) => Promise<OutcomeDocument>> = {
  switchover,
  failover,
  failback,
  reattach,
  resume,
  abort,
  reconcile,
};
