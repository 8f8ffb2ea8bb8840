import type { Lease } from "../../../automation/ports/store.ts";
import { type OutcomeDocument, withoutRun } from "../../../automation/report/outcome.ts";
import type { Cluster } from "../../../sandbox/model/vault/cluster.ts";
import { settle } from "../../../sandbox/model/vault/link.ts";
import { clusterIn } from "../../../sandbox/model/vault/world.ts";
import { Audit } from "../../../sandbox/sim/audit.ts";
import type { CommandName } from "../../../sandbox/sim/commands.ts";
import type { Answered, Ended } from "../../../sandbox/sim/invariants/invariant.ts";
import { type Settings, USUAL } from "../../../sandbox/sim/settings.ts";
import { buildWorld, EAST, type SimWorld } from "../../../sandbox/sim/world.ts";
import { STORY_RUN, type Story } from "../story.ts";

const PID = 101;

/** A healthy simulated world and what watches it, for whoever breaks a rule in it by hand. */
export class Watched {
  readonly world: SimWorld;
  readonly audit: Audit;
  readonly #told = new Map<string, number>();

  constructor(settings: Partial<Settings> = {}) {
    this.world = buildWorld({ ...USUAL, ...settings });
    this.audit = new Audit(this.world, () => undefined);
  }

  /** The rules that were broken so far, each once. */
  get broken(): string[] {
    const { violations } = this.audit;
    return [...new Set(violations.map((one) => one.slice(0, one.indexOf(":"))))];
  }

  /** Puts what the story has come to on record, under a lease of the process `pid`. */
  async tells(
    story: Story,
    { pid = PID, run = STORY_RUN, verb = "switchover" } = {},
  ): Promise<void> {
    await this.takes({ pid, run, verb });
    const port = this.#portOf(pid);
    const number = this.world.store.lease()?.number ?? 0;
    const told = this.#told.get(run) ?? 0;
    for (const [index, event] of story.events.entries())
      if (index >= told) await port.append(run, index, [JSON.stringify(event)], number);
    this.#told.set(run, story.events.length);
    this.audit.runs();
  }

  /** Writes a lease as it stands, whatever was there before. */
  async takes(more: Partial<Lease> & { pid?: number } = {}): Promise<Lease> {
    const { pid = PID, ...rest } = more;
    const port = this.#portOf(pid);
    const seen = this.world.store.lease();
    const at = this.world.clock.now();
    const lease: Lease = {
      run: STORY_RUN,
      verb: "switchover",
      number: (seen?.number ?? 0) + 1,
      holder: port.self(),
      takenAt: at,
      expiresAt: at + 15_000,
      busyUntil: at + 15_000,
      released: false,
      ...rest,
    };
    await port.putLease(lease, seen);
    return lease;
  }

  /** A process calls a port, and hears nothing yet. */
  calls(call: string, more: Partial<Answered> & { pid?: number } = {}): void {
    this.audit.isCalled({
      ...this.#calling(call),
      ...more,
      by: { pid: more.pid ?? PID, host: "desk" },
    });
  }

  /** A process hears of a call of its run store. */
  hears(call: string, answer: unknown, more: Partial<Answered> = {}): void {
    const calling = { ...this.#calling(call), kept: this.world.store, ...more };
    this.audit.isAnswered(this.audit.isCalled(calling), answer);
  }

  /** Changes a cluster by hand. */
  change(region: string, change: Partial<Cluster>): void {
    Object.assign(clusterIn(this.world.vault, region), change);
    settle(this.world.vault);
  }

  /** A command of the process ends so. */
  ends(document: Partial<OutcomeDocument>, more: Partial<Ended> = {}): void {
    const base = { verb: "switchover", environment: "test", outcome: "done", exitCode: 0 } as const;
    const end = { ...withoutRun(base), run: STORY_RUN, serving: EAST, ...document };
    const begunAt = this.world.clock.now();
    this.audit.hasEnded({ verb: "switchover", end, pid: PID, begunAt, tookMs: 10, ...more });
  }

  #calling(call: string) {
    const by = { pid: PID, host: "desk" };
    const verb: CommandName = "switchover";
    return { call, args: [], verb, by, now: this.world.clock.now(), kept: null };
  }

  #portOf(pid: number) {
    const self = { user: "kim", host: "desk", boot: "b1", pid };
    return this.world.store.as({ self, clock: this.world.clock, guarded: (_, port) => port });
  }
}
