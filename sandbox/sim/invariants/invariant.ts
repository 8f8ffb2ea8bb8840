import type { JournalEvent } from "../../../automation/journal/events.ts";
import type { RunState } from "../../../automation/journal/fold.ts";
import type { Lease } from "../../../automation/ports/store.ts";
import type { Audit } from "../audit.ts";
import type { CommandName } from "../commands.ts";
import type { CommandEnd } from "../process.ts";
import type { StoreView } from "../stores/store.ts";

/** When an invariant can be asked, and about what. */
export type Moments = {
  /** After every answer of a port, and whenever time has gone on: the world by itself. */
  step: null;
  /** A cluster has begun to change its role. */
  roleChange: RoleChange;
  /** A process is about to call a port. */
  call: Call;
  /** The port has answered. */
  answer: Answered;
  /** The lease in the run store is another one than before. */
  lease: { before: Lease; now: Lease };
  /** An entry is on record, as the process has it that wrote it. */
  entry: Entry;
  /** Something leaves a process: for a person, a program, or the run store. */
  text: string;
  /** A command has come to its end, or has died. */
  end: Ended;
  /** The world is healed, and the operator has nothing left to do. */
  rest: null;
  /** Nothing happens any more, rest or not. */
  over: null;
};

export type RoleChange = { region: string; to: "primary" | "secondary" };

/**
 * `by`: the process that makes it. `now`: by the clock of the process. `kept`: what the store holds that is called. `acknowledged`: entries of the run
 * that is read, when it was asked.
 */
export type Call = {
  call: string;
  args: unknown[];
  verb: CommandName;
  by: { pid: number; host: string };
  now: number;
  kept: StoreView | null;
  acknowledged: number;
  /** It writes into the run store, under a lease that another one has followed by then. */
  isLate: boolean;
};

export type Answered = Call & { answer: unknown };

export type Entry = { event: JournalEvent; state: RunState };

/** `changed`: calls of this process that change a role, the record or a fence. Times by the world's clock. */
export type Ended = {
  verb: CommandName;
  end: CommandEnd;
  pid: number;
  changed: string[];
  begunAt: number;
  tookMs: number;
};

/** What must hold: null while it does, else what is wrong, in words. It looks, and changes nothing. */
export type Invariant<When extends keyof Moments> = {
  name: string;
  holds: (audit: Audit, moment: Moments[When]) => string | null;
};
