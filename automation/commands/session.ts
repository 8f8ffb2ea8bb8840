import type { Config } from "../config.ts";
import type { JournalEvent } from "../journal/events.ts";
import type { RunState } from "../journal/fold.ts";
import type { Consents } from "../plan/snapshot.ts";
import type { Ports } from "../ports/ports.ts";
import type { LocalStore } from "../ports/store.ts";

/** What was asked on the command line, beside verb and environment. */
export type Flags = {
  to: string | null;
  yes: boolean;
  reason: string | null;
  enforceRto: boolean;
  consents: Consents;
};

/** One invocation: its configuration, the world, and where it tells what it does. Commands get nothing else. */
export type Session = {
  environment: string;
  config: Config;
  ports: Ports;
  /** Where a disaster is written down while the run store is silent. */
  localStore?: LocalStore;
  /** The folder in which this run is written down for that reason. */
  local?: string;
  flags: Flags;
  /** The release that plans and resumes, from package.json. */
  release: string;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  /** Called for every journal entry, once it is on record. */
  tell: (event: JournalEvent, state: RunState) => void;
  /** Text for a person, on stderr. */
  say: (text: string) => void;
};

/** Who runs the command, as the journal names them: `user@host`. */
export function operatorOf({ ports }: Pick<Session, "ports">): string {
  const { user, host } = ports.store.self();
  return `${user}@${host}`;
}
