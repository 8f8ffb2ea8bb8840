import type { JournalEvent } from "../../automation/journal/events.ts";
import { drawBelow, type Random, randomFor } from "../../ground/random.ts";
import { Audit } from "./audit.ts";
import { Clients } from "./clients.ts";
import type { CommandName } from "./commands.ts";
import type { Incident } from "./incidents/incident.ts";
import { happen } from "./incidents/kinds.ts";
import { incidentLine, scheduleOf } from "./incidents/schedule.ts";
import { judgeAtRest } from "./invariants/atRest.ts";
import { judgeCommand, judgeOverlaps, judgeSecrets } from "./invariants/throughout.ts";
import { nextAfter, ToDo } from "./operator.ts";
import { type CommandEnd, Process } from "./process.ts";
import { type Settings, settingsLine, settingsOf } from "./settings.ts";
import { buildWorld, type SimWorld } from "./world.ts";

/** What came of one seeded world. `counted`: how often what was seen, e.g. `exit 13`, `incident link-down`. */
export type Result = {
  seed: number;
  violations: string[];
  counted: Record<string, number>;
  /** One line per command and incident. */
  log: string[];
};

export const storyOf = (seed: number): Promise<Result> => {
  const settings = settingsOf(seed);
  return play(settings, scheduleOf(settings));
};

const COMMANDS_MAX = 7;
const HEALED_COMMANDS_MAX = 15;
const UNSAFE_MS = 180_000;
/** By then every call that is under way has landed, and every lease has ended by itself. */
const SETTLE_MS = 400_000;

export async function play(settings: Settings, schedule: Incident[]): Promise<Result> {
  const world = buildWorld(settings);
  const story = new Story(world);
  story.say(settingsLine(settings));
  for (const incident of schedule) story.plan(incident);
  try {
    await world.clock.until(story.tell());
  } catch (error) {
    story.broke(error);
  }
  return story.result();
}

const journalLine = (event: JournalEvent): string => {
  const step = "step" in event && event.step !== null ? event.step : "";
  const more = event.kind === "answered" ? `${event.is} ${event.text}` : "";
  return `${event.kind.padEnd(10)} ${step} ${more}`.trimEnd();
};

class Story {
  readonly #world: SimWorld;
  readonly #audit: Audit;
  readonly #clients: Clients;
  readonly #random: Random;
  readonly #log: string[] = [];
  readonly #counted: Record<string, number> = {};
  readonly #toDo = new ToDo();
  readonly #healers = new Set<() => void>();
  #pids = 100;
  #healed = false;
  #printed = "";

  constructor(world: SimWorld) {
    this.#world = world;
    this.#audit = new Audit(world, (event) => this.say(`journal   ${journalLine(event)}`));
    this.#clients = new Clients(world);
    this.#random = randomFor(world.settings.seed, "operator");
  }

  say(text: string): void {
    const seconds = (this.#world.clock.now() - this.#world.startedAt) / 1000;
    this.#log.push(`${seconds.toFixed(3).padStart(9)}  ${text}`);
  }

  plan(incident: Incident): void {
    const { clock } = this.#world;
    this.#count(`incident ${incident.kind}`);
    clock.after(incident.at, () => {
      if (this.#healed) return;
      this.say(`incident  ${incidentLine(incident)}`);
      const heal = happen(this.#world, incident);
      this.#healers.add(heal);
      clock.after(incident.forMs, () => {
        if (this.#healers.delete(heal)) heal();
      });
    });
  }

  /** The world, or what watches it, could not go on: a defect of either. */
  broke(error: unknown): void {
    this.#audit.fail(
      "no defect",
      error instanceof Error ? (error.stack ?? error.message) : "unknown",
    );
  }

  async tell(): Promise<void> {
    const { clock, settings } = this.#world;
    await clock.sleep(drawBelow(this.#random, 5_000));
    const rested = await this.#operate(settings.wish, COMMANDS_MAX);
    await this.#heal();
    const end = rested ? "reattach" : "resume";
    if (!(await this.#operate(end, HEALED_COMMANDS_MAX)))
      this.#audit.fail("heals", `no rest after ${HEALED_COMMANDS_MAX} commands`);
    else judgeAtRest(this.#world, this.#audit, this.#clients);
    this.#clients.end();
    judgeOverlaps(this.#world, this.#audit);
    judgeSecrets(this.#world, this.#audit, this.#printed);
    this.#audit.readBack();
  }

  result(): Result {
    const { seed } = this.#world.settings;
    return { seed, violations: this.#audit.violations, counted: this.#counted, log: this.#log };
  }

  /** Whether the operator had nothing left to do before the number of commands, or the time, was used up. */
  async #operate(first: CommandName, most: number): Promise<boolean> {
    const { clock, startedAt } = this.#world;
    let verb = first;
    for (let done = 0; done < most; done++) {
      if (!this.#healed && clock.now() > startedAt + UNSAFE_MS) return false;
      const end = await this.#command(verb);
      this.#toDo.note(verb, end);
      const asked = nextAfter({ end, random: this.#random, healed: this.#healed });
      const next = asked.is === "rest" ? this.#toDo.next() : asked;
      if (next.is === "rest") return true;
      if (next.is === "command") verb = next.verb;
      await clock.sleep(1_000 + drawBelow(this.#random, this.#healed ? 20_000 : 15_000));
    }
    return false;
  }

  async #command(verb: CommandName): Promise<CommandEnd> {
    const { clock } = this.#world;
    const process = this.#start(verb);
    const second = !this.#healed && this.#chance(12) ? this.#second(verb) : null;
    const end = await process.run({ verb });
    await second;
    this.#printed += process.printed;
    const how = end === null ? "died" : `exit ${end.exitCode}`;
    const ids = end?.findings.flatMap(({ id, severity }) => (severity === "refuse" ? [id] : []));
    this.say(`${verb.padEnd(10)} pid ${process.pid}  ${how}  ${ids?.join(" ") ?? ""}`);
    this.#count(end === null ? "died" : `exit ${end.exitCode}`);
    for (const { id } of end?.findings ?? []) this.#count(`finding ${id}`);
    judgeCommand(this.#audit, verb, end);
    if (end === null) await clock.sleep(100);
    return end;
  }

  /** A process on the operator's machine; now and then one that dies, sleeps, or is interrupted. */
  #start(verb: CommandName): Process {
    const world = this.#world;
    const host = this.#chance(4) ? "desk" : "laptop";
    const process = new Process({ world, audit: this.#audit }, { pid: ++this.#pids, host });
    if (this.#healed) return process;
    if (this.#chance(3)) {
      const nth = 1 + drawBelow(this.#random, 220);
      process.killAt({ nth, when: nth % 2 === 0 ? "before" : "after" });
    }
    if (this.#chance(8)) {
      const [at, ms] = [drawBelow(this.#random, 15_000), drawBelow(this.#random, 90_000)];
      world.clock.after(at, () => process.sleep(ms));
      this.say(`${verb.padEnd(10)} pid ${process.pid}  its machine sleeps for ${ms / 1000} s`);
    }
    if (this.#chance(12))
      world.clock.after(drawBelow(this.#random, 15_000), () => process.interrupt());
    return process;
  }

  /** Another operator has the same idea a moment later. */
  async #second(verb: CommandName): Promise<void> {
    const { clock } = this.#world;
    await clock.sleep(drawBelow(this.#random, 3_000));
    const process = new Process(
      { world: this.#world, audit: this.#audit },
      { pid: ++this.#pids, host: "other" },
    );
    const end = await process.run({ verb });
    this.#printed += process.printed;
    this.say(`${verb.padEnd(10)} pid ${process.pid}  beside it: exit ${end?.exitCode}`);
    this.#count(`second driver exit ${end?.exitCode}`);
    judgeCommand(this.#audit, verb, end);
  }

  async #heal(): Promise<void> {
    const { faults, clock, late } = this.#world;
    this.#healed = true;
    for (const heal of this.#healers) heal();
    this.#healers.clear();
    faults.clear();
    late.length = 0;
    this.say("healed");
    await this.#clients.atEase(() => clock.sleep(SETTLE_MS));
  }

  #chance(oneIn: number): boolean {
    return drawBelow(this.#random, oneIn) === 0;
  }

  #count(what: string): void {
    this.#counted[what] = (this.#counted[what] ?? 0) + 1;
  }
}
