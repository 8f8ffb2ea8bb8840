import type { JournalEvent } from "../../automation/journal/events.ts";
import type { RunState } from "../../automation/journal/fold.ts";
import type { Lease } from "../../automation/ports/store.ts";
import type { Answer } from "../../ground/answer.ts";
import type { Cluster } from "../model/vault/cluster.ts";
import { Excuses } from "./audit/excuses.ts";
import { RunBook } from "./audit/runBook.ts";
import { Writes } from "./audit/writes.ts";
import { INVARIANTS } from "./invariants/all.ts";
import { isAnnounced } from "./invariants/calls.ts";
import type { Call, Ended, Moments } from "./invariants/invariant.ts";
import type { SimWorld } from "./world.ts";

/** What is watched while processes work, asked of every invariant in its moment, and what was broken. */
export class Audit {
  readonly world: SimWorld;
  /** The clusters that are watched; others may stand beside them. */
  readonly pair: readonly Cluster[];
  readonly book: RunBook;
  readonly writes: Writes;
  readonly excuses = new Excuses();
  readonly violations: string[] = [];
  /** Set once nothing goes wrong any more. */
  healed = false;
  /** When somebody last changed by hand what a command says to have reached, in milliseconds since the epoch. */
  meddledAt = 0;
  readonly #roles = new Map<string, { is: string; set: string }>();
  readonly #givenUp = new Map<string, number>();
  /** What was excepted, and by which runs. */
  readonly #exceptions = new Map<string, Set<string>>();
  /** What each process has changed, by its number. */
  readonly #changed = new Map<number, string[]>();
  /** Whether the run store had no answer for a process, by its number, when it was asked last. */
  readonly #silent = new Map<number, boolean>();
  #lease: Lease | null = null;

  constructor(world: SimWorld, tell: (event: JournalEvent, run: string) => void) {
    this.world = world;
    this.book = new RunBook(world, (event, state) => {
      this.excuses.note(event, state);
      tell(event, state.run ?? "");
    });
    this.pair = [...world.vault.clusters.values()];
    this.writes = new Writes(this.pair);
    for (const one of this.pair) this.#roles.set(one.region, roleOf(one));
  }

  fail(invariant: string, what: string): void {
    const known = this.violations.some((one) => one.startsWith(`${invariant}: ${what} (at `));
    const seconds = ((this.world.clock.now() - this.world.startedAt) / 1000).toFixed(3);
    if (!known) this.violations.push(`${invariant}: ${what} (at ${seconds} s)`);
  }

  /** A run makes use of an exception to an invariant: counted once for each run. */
  except = (what: string, run: string): void => {
    const runs = this.#exceptions.get(what) ?? new Set();
    this.#exceptions.set(what, runs.add(run));
  };

  /** How many runs have made use of each exception. */
  exceptions(): Record<string, number> {
    return Object.fromEntries([...this.#exceptions].map(([what, runs]) => [what, runs.size]));
  }

  run(run: string): RunState {
    return this.book.run(run);
  }

  runs(): RunState[] {
    return this.book.all();
  }

  /** To be called whenever something may have changed. */
  step(): void {
    this.#seeLease(); // what lands late is seen before anybody builds on it
    for (const cluster of this.pair) this.#seeRole(cluster);
    this.#ask("step", null);
  }

  /** A call on its way out of a process. To be handed back with its answer. */
  isCalled(calling: Omit<Call, "acknowledged" | "isLate">): Call {
    const { call: name, args, kept } = calling;
    const { pid } = calling.by;
    const read = name === "store.read" && kept !== null;
    const acknowledged = read ? this.book.acknowledged(kept, String(args[0])).length : 0;
    const call = { ...calling, acknowledged, isLate: this.#isLate(calling) };
    const written = WRITES[name]?.(args, this.#lease?.number);
    if (written !== undefined) this.#ask("text", written);
    this.#ask("call", call);
    if (isAnnounced(name)) this.#changed.set(pid, [...this.changedBy(pid), name]);
    return call;
  }

  /** The process hears the answer. */
  isAnswered(call: Call, answer: unknown): void {
    const { call: name, args, kept } = call;
    if (name === "store.append" && kept !== null && (answer as Answer<void>).is === "ok") {
      const entries = { index: Number(args[1]), lines: args[2] as string[] };
      this.book.acknowledge(kept, String(args[0]), entries);
    }
    if (kept === this.world.store)
      this.#silent.set(call.by.pid, (answer as Answer<unknown>).is === "unknown");
    this.#ask("answer", { ...call, answer });
    this.step();
  }

  /** A process has an entry on record. */
  isTold(event: JournalEvent, state: RunState): void {
    this.#ask("entry", { event, state });
  }

  /** A process has printed it. */
  isPrinted(text: string): void {
    this.#ask("text", text);
  }

  /** A command has come to its end, or has died. */
  hasEnded(end: Omit<Ended, "changed">): void {
    this.#ask("end", { ...end, changed: this.changedBy(end.pid) });
  }

  /** The operator has nothing left to do in a healed world. */
  isAtRest(): void {
    this.#ask("rest", null);
  }

  /** Nothing happens any more. */
  isOver(): void {
    this.step();
    this.#ask("over", null);
  }

  /** Somebody changes by hand what a command may say to have reached. */
  isMeddledWith(): void {
    this.meddledAt = this.world.clock.now();
  }

  /** A client was told that the Region's cluster has its write. What a cluster takes that was left behind may be lost. */
  wasWritten(key: string, region: string): void {
    const left = this.excuses.ofLeft(region);
    const isLeft = left !== null && this.#roles.get(left.to)?.is === "primary";
    if (!isLeft) this.writes.acknowledged(key);
  }

  /** The run's promotion has lost these, and may. */
  giveUp(keys: string[], run: string): void {
    this.writes.giveUp(keys);
    this.#givenUp.set(run, this.givenUpBy(run) + keys.length);
  }

  givenUpBy(run: string): number {
    return this.#givenUp.get(run) ?? 0;
  }

  changedBy(pid: number): string[] {
    return this.#changed.get(pid) ?? [];
  }

  isStoreSilentFor(pid: number): boolean {
    return this.#silent.get(pid) ?? false;
  }

  #isLate({ call, args, kept }: Pick<Call, "call" | "args" | "kept">): boolean {
    const number = call === "store.putDocument" ? args[2] : null;
    if (kept !== this.world.store || typeof number !== "number") return false;
    return number < (this.world.store.lease()?.number ?? 0);
  }

  #seeRole(cluster: Cluster): void {
    const { region, roleChange } = cluster;
    const [before, now] = [this.#roles.get(region), roleOf(cluster)];
    if (before?.is === now.is && before.set === now.set) return;
    this.#roles.set(region, now);
    if (before?.set !== now.set) this.#joined();
    else if (roleChange !== null) this.#ask("roleChange", { region, to: roleChange.to });
    if (now.is === "secondary") this.excuses.demoted(region);
  }

  /** People made a set of its own of a cluster, or wiped it to bring it into another one: not by the command's doing. */
  #joined(): void {
    this.isMeddledWith();
    this.writes.lookAgain();
    const lost = this.writes.heldByNone();
    this.writes.giveUp(lost);
    if (lost.length > 0) this.except("loss, wiped by hand", "");
  }

  #seeLease(): void {
    const [before, now] = [this.#lease, this.world.store.lease()];
    if (before === now) return;
    this.#lease = now;
    if (before !== null && now !== null) this.#ask("lease", { before, now });
  }

  #ask<When extends keyof Moments>(when: When, moment: Moments[When]): void {
    for (const { name, holds } of INVARIANTS[when]) {
      const why = holds(this, moment);
      if (why !== null) this.fail(name, why);
    }
  }
}

/** What the cluster is or is about to be, and of which set. */
const roleOf = ({ mode, roleChange, clusterId }: Cluster) => ({
  is: roleChange?.to ?? mode,
  set: clusterId,
});

/** What a call writes into a run store, as text; a renewal of lease `known` writes nothing but times. */
const WRITES: Partial<Record<string, (args: unknown[], known?: number) => string | undefined>> = {
  "store.append": ([, , lines]) => (lines as string[]).join("\n"),
  "store.putLease": ([lease], known) =>
    (lease as Lease).number === known ? undefined : JSON.stringify(lease),
  "store.putDocument": ([, document]) => JSON.stringify(document),
};
