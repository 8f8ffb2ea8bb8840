import type {
  Documents,
  Holder,
  Lease,
  LocalStore,
  StorePort,
} from "../../../automation/ports/store.ts";
import type { Answer } from "../../../ground/answer.ts";
import type { Clock } from "../../../ground/clock.ts";

/** What a run store holds, for whoever watches: nothing that goes wrong with it hides anything here. */
export interface StoreView {
  /** Ids of runs, in the order in which they came. */
  runs(): string[];
  /** The entries of a run; none where there is no such run. */
  lines(run: string): readonly string[];
  lease(): Lease | null;
  document<Name extends keyof Documents>(name: Name): Documents[Name] | null;
  /** Everything that is stored, for the search for secrets. */
  bytes(): string;
}

/** The process that uses a store. `guarded`: each call that it makes of the world below the store goes through that. */
export type StoreUser = {
  self: Holder;
  clock: Clock;
  guarded: <T extends object>(name: string, port: T) => T;
};

/** What can go wrong with a run store; each answers with how it comes to an end. `applied`: the answer alone is lost. */
export interface StoreTroubles {
  /** Nobody is heard any more. */
  gone(applied: boolean): () => void;
  /** Nobody is heard from that machine. */
  cutOff(host: string): () => void;
  losesAnswers(times: number, applied: boolean): () => void;
  hangs(times: number, applied: boolean): () => void;
  slow(ms: number): () => void;
  /** The right to it is gone. */
  denied(): () => void;
  /** The next calls are too many. */
  throttled(times: number): () => void;
  /** The next writings meet another one that is under way. */
  conflicting(times: number): () => void;
}

/** The run store of a world. */
export interface SimStore extends StoreView {
  readonly troubles: StoreTroubles;
  as(user: StoreUser): StorePort;
}

/** The folder beside the stack file of one machine, and what was set aside from it. */
export interface SimLocalStore extends StoreView {
  /** Ids of runs that wait to be taken into the run store. */
  waiting(): string[];
  as(self: Holder): LocalStore;
  /** A run that was written down here before turns up, unless there was one of its name. */
  turnsUp(run: string, lines: readonly string[]): void;
  /** Takes the folder away, with all that is in it; a copy with another name stays. */
  putAway(): Promise<Answer<void>>;
}

/** Whether a holder's process is surely gone, as a process on `self`'s machine can tell. `gone`: ids of processes. */
export const isGoneBy =
  (gone: ReadonlySet<number>, self: Holder) =>
  ({ host, boot, pid }: Holder): boolean =>
    host === self.host && boot === self.boot && gone.has(pid);
