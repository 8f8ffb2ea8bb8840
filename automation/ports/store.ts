import type { Answer } from "../../ground/answer.ts";
import type { DrOutput } from "../../infra/contract.ts";

/** Who may act. `number` only grows; every append carries it, and a store that has seen a higher one refuses. */
export type Lease = {
  number: number;
  run: string;
  verb: string;
  holder: Holder;
  takenAt: number;
  /** Until when the lease lasts without another renewal, in milliseconds since the epoch. */
  expiresAt: number;
  /** Until when a call that was sent under this lease may still take effect. */
  busyUntil: number;
  released: boolean;
  /** Who ended it by hand, at `expiresAt`, as `user@host`; absent where nobody did. */
  releasedBy?: string | undefined;
};

/** Where a driver runs. `boot` names one start of the machine, so that a dead process is known to be dead. */
export type Holder = { user: string; host: string; boot: string; pid: number };

/** Which Region serves, by the last run that proved it. */
export type ServingRecord = { activeRegion: string; takeover: number; run: string; at: number };

/**
 * Lag while both clusters answered: WALs that the secondary `region` lacked, and the age of the oldest of them in
 * milliseconds, which lies between two of our looks: at least, at most; null where no look tells that bound.
 */
export type LagSample = {
  region: string;
  wals: number;
  atLeastMs: number;
  atMostMs: number | null;
  at: number;
  /** Of the set in which both were; absent where one of them did not tell it. */
  clusterId?: string | undefined;
};

/** The last sample, and when the primary's WAL counter was seen to have reached what: the newest points only. */
export type LagHistory = {
  primary: string;
  last: LagSample;
  points: { at: number; wal: number }[];
};

/** Small documents beside the runs. */
export type Documents = { serving: ServingRecord; lag: LagHistory; dr: DrOutput };

/** The run store. It outlives the Region that fails. */
export interface StorePort {
  /** The lease as stored, or null before the first run. */
  lease(): Promise<Answer<Lease | null>>;
  /**
   * Compare and set: stores `next` when the stored number and renewal are those of `seen` (null: nothing stored).
   * Refused with status 409 when somebody else wrote meanwhile.
   */
  putLease(next: Lease, seen: Lease | null): Promise<Answer<void>>;
  /** Whether the holder's process is surely gone: same host, same boot, no such pid. Never a guess. */
  isGone(holder: Holder): boolean;
  self(): Holder;

  /**
   * Appends lines durably by one writing: all of them, or none where that fails; of one in which the machine died the
   * first lines may stand. Refused with 409 when a higher lease number was seen or `index` is not the next.
   */
  append(
    run: string,
    index: number,
    lines: readonly string[],
    leaseNumber: number,
  ): Promise<Answer<void>>;
  /**
   * Takes over a run that was written down elsewhere: all of its lines, or none where that fails. Of those that stand
   * here already it writes nothing again, and nothing where there are more. Refused with 409 when other ones stand here,
   * or a higher lease number was seen.
   */
  adopt(run: string, lines: readonly string[], leaseNumber: number): Promise<Answer<void>>;
  /** With a lease number: whoever held the lease before can append nothing to what is answered. */
  read(run: string, leaseNumber?: number): Promise<Answer<string[]>>;
  /** Run ids, newest first; one whose first entry was never acknowledged may be among them. */
  runs(): Promise<Answer<string[]>>;

  /** The document, or null where there is none. One that does not have its form is `unknown`, unreadable. */
  document<Name extends keyof Documents>(name: Name): Promise<Answer<Documents[Name] | null>>;
  /** Refused with 409 when a higher lease number was seen; null writes without a lease (samples only). */
  putDocument<Name extends keyof Documents>(
    name: Name,
    value: Documents[Name],
    leaseNumber: number | null,
  ): Promise<Answer<void>>;
}

/** Where a disaster is written down while the run store is silent: a folder beside the stack file. */
export type LocalStore = {
  folder: string;
  store: StorePort;
  /** Takes the folder away once the run store has all of it; a copy with another name stays. */
  setAside(): Promise<Answer<void>>;
};
