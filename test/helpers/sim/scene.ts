import type { JournalEvent } from "../../../automation/journal/events.ts";
import type { Consents } from "../../../automation/plan/snapshot.ts";
import { Audit } from "../../../sandbox/sim/audit.ts";
import type { CommandName } from "../../../sandbox/sim/commands.ts";
import { type CommandEnd, Process } from "../../../sandbox/sim/process.ts";
import { type Settings, USUAL } from "../../../sandbox/sim/settings.ts";
import { buildWorld, type SimWorld } from "../../../sandbox/sim/world.ts";

type Running = {
  host?: string;
  /** The process dies as soon as its journal says so: `answered demote-old-primary`. */
  diesWhen?: string;
  /** What happens as soon as its journal says so, by what that says. */
  on?: Record<string, () => unknown>;
  consents?: Partial<Consents>;
};

/** A quiet world, and commands in it, one after the other. */
export class Scene {
  readonly world: SimWorld;
  readonly #audit: Audit;
  #pids = 100;
  #heard: (event: JournalEvent) => void = () => undefined;

  constructor(settings: Partial<Settings> = {}) {
    this.world = buildWorld({ ...USUAL, ...settings });
    this.#audit = new Audit(this.world, (event) => this.#heard(event));
  }

  async run(
    verb: CommandName,
    { host = "laptop", diesWhen, on = {}, consents = {} }: Running = {},
  ): Promise<CommandEnd> {
    const { world } = this;
    const process = new Process({ world, audit: this.#audit }, { pid: ++this.#pids, host });
    this.#heard = (event) => {
      const step = "step" in event && event.step !== null ? ` ${event.step}` : "";
      const said = `${event.kind}${step}`;
      on[said]?.();
      if (said === diesWhen) process.die();
    };
    return world.clock.until(process.run({ verb, consents }), () => this.#audit.step());
  }

  /** What was done against the rules so far. */
  violations(): string[] {
    this.#audit.isOver();
    return this.#audit.violations;
  }
}

/** The ids of what the command has found, in its order. */
export const idsOf = (end: CommandEnd): string[] => end?.findings.map(({ id }) => id) ?? [];
