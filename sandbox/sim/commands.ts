import { configPull } from "../../automation/commands/keep/config.ts";
import { lockRelease } from "../../automation/commands/keep/lock.ts";
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
  | "reconcile"
  | "lock release"
  | "config pull";

/** The driver itself, unchanged: what `vault-dr VERB` runs once the world is wired. */
export const COMMANDS: Record<CommandName, (session: Session) => Promise<OutcomeDocument>> = {
  switchover,
  failover,
  failback,
  reattach,
  resume,
  abort,
  reconcile,
  "lock release": lockRelease,
  "config pull": configPull,
};

/** The commands that a message names for this environment, in its order. */
export const commandsIn = (text: string): CommandName[] =>
  [...text.matchAll(/vault-dr ((?:lock |config )?[a-z]+) test/g)]
    .map(([, verb]) => verb)
    .filter((verb): verb is CommandName => verb !== undefined && verb in COMMANDS);
