import { setReach } from "../model/vault/reach.ts";
import { Audit } from "./audit.ts";
import type { CommandName } from "./commands.ts";
import { endStateIn } from "./endState.ts";
import { type CommandEnd, type Death, Process } from "./process.ts";
import type { Settings } from "./settings.ts";
import { buildWorld, EAST, type SimWorld, WEST } from "./world.ts";

/** What a command is called on: a healthy pair, and what happened to it before. */
export type Scene = {
  verb: CommandName;
  before: (stage: Stage) => Promise<unknown>;
};

/** A world, and commands in it, one after the other. */
export class Stage {
  readonly world: SimWorld;
  readonly audit: Audit;
  #pids = 100;

  constructor(settings: Settings) {
    this.world = buildWorld(settings);
    this.audit = new Audit(this.world, () => undefined);
  }

  /** Runs a command to its end, or to its death. Answers with that end and how many calls it made. */
  async run(
    verb: CommandName,
    { host = "desk", death }: { host?: string; death?: Death | undefined } = {},
  ): Promise<{ end: CommandEnd; calls: number }> {
    const { world, audit } = this;
    const process = new Process({ world, audit }, { pid: ++this.#pids, host });
    if (death !== undefined) process.killAt(death);
    const end = await world.clock.until(process.run({ verb }), () => audit.step());
    return { end, calls: process.calls };
  }

  /**
   * Takes the run up until nothing is left of it, waiting for a lease of another machine, and for an update of the
   * stack that outlives its process. Answers with the exit codes.
   */
  async resume(host: string): Promise<number[]> {
    const exits: number[] = [];
    for (let times = 0; times < 8; times++) {
      const { end } = await this.run("resume", { host });
      exits.push(end?.exitCode ?? -1);
      const isLocked = end?.findings.some(({ id }) => id === "STACK_LOCKED");
      if (end !== null && end.exitCode !== 11 && end.exitCode !== 14 && !isLocked) break;
      await this.world.clock.pass(20_000);
    }
    return exits;
  }

  endState(): object {
    return endStateIn(this.world);
  }

  /** What was done against the rules so far. */
  violations(): string[] {
    this.audit.isOver();
    return this.audit.violations;
  }
}

const lose = async ({ world }: Stage) => setReach(world.vault, WEST, "refused");

/** Every verb whose run is journalled, on what it is for. */
export const SCENES: Scene[] = [
  { verb: "switchover", before: async () => undefined },
  { verb: "failover", before: lose },
  {
    verb: "reattach",
    before: async (stage) => {
      await lose(stage);
      await stage.run("failover");
      setReach(stage.world.vault, WEST, "up");
      await stage.world.clock.pass(1_000);
    },
  },
  {
    verb: "abort",
    before: async (stage) => {
      await stage.run("switchover", { death: await deathAtDemotion(stage.world.settings) });
      await stage.world.clock.pass(100);
    },
  },
  {
    verb: "reconcile",
    before: async (stage) => {
      stage.world.stack.locked = true;
      await stage.run("switchover");
      stage.world.stack.locked = false;
    },
  },
];

/** The call with which an undisturbed switchover demotes; looked for once for the same settings. */
function deathAtDemotion(settings: Settings): Promise<Death> {
  const known = DEATHS.get(settings) ?? findDeath(settings);
  DEATHS.set(settings, known);
  return known;
}

const DEATHS = new WeakMap<Settings, Promise<Death>>();

async function findDeath(settings: Settings): Promise<Death> {
  for (let nth = 1; ; nth++) {
    const stage = new Stage(settings);
    await stage.run("switchover", { death: { nth, when: "after" } });
    const { region, roleChange } = stage.world.vault.clusters.get(WEST) ?? { region: EAST };
    if (region === WEST && roleChange !== null && roleChange !== undefined)
      return { nth, when: "after" };
  }
}
