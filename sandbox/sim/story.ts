import { type Random, randomFor } from "../../ground/random.ts";
import { Audit } from "./audit.ts";
import { Clients } from "./clients.ts";
import type { CommandName } from "./commands.ts";
import type { Incident } from "./incidents/incident.ts";
import { RECORDS } from "./incidents/records.ts";
import { incidentLine, scheduleOf } from "./incidents/schedule.ts";
import { Operator, type Order } from "./operator.ts";
import type { Command, CommandEnd, Process } from "./process.ts";
import { oneOf, type Settings, settingsOf } from "./settings.ts";
import { castOf } from "./story/cast.ts";
import { changesIn } from "./story/changes.ts";
import { countsOf, countsOfEnd } from "./story/counts.ts";
import { Log } from "./story/log.ts";
import { Staff } from "./story/staff.ts";
import { Troubles } from "./story/troubles.ts";
import { endWords, journalWords } from "./story/words.ts";
import { buildWorld, type SimWorld } from "./world.ts";

/** What came of one seeded world. `counted`: how often what was seen, e.g. `exit 13`, `incident link-down`. */
export type Result = {
  seed: number;
  violations: string[];
  counted: Record<string, number>;
  /** One line per change; empty where nobody asked for it. */
  log: string[];
  /** How long it took in the world's own time. */
  virtualMs: number;
};

/** `log`: whether somebody reads it; what happens is the same either way. */
export type Telling = { log: boolean };

export const storyOf = (seed: number, telling?: Telling): Promise<Result> => {
  const settings = settingsOf(seed);
  return play(settings, scheduleOf(settings), telling);
};

const COMMANDS_MAX = 7;
const HEALED_COMMANDS_MAX = 15;
const UNSAFE_MS = 180_000;
/** By then every call that is under way has landed, and every lease has ended by itself. */
const SETTLE_MS = 400_000;
/** Who is in another set follows nobody whom a command has attached it to. */
const OF_ANOTHER_SET = /^set-/;

export async function play(
  settings: Settings,
  schedule: Incident[],
  telling: Telling = { log: true },
): Promise<Result> {
  const world = buildWorld(settings);
  const story = new Story(world, telling);
  for (const incident of schedule) story.plan(incident);
  try {
    await world.clock.until(story.tell(), story.look);
  } catch (error) {
    story.broke(error);
  }
  return story.result();
}

class Story {
  readonly #world: SimWorld;
  readonly #audit: Audit;
  readonly #clients: Clients;
  readonly #operator: Operator;
  readonly #staff: Staff;
  readonly #troubles: Troubles;
  readonly #hosts: Random;
  readonly #log: Log;
  /** Watches the world, and tells what has changed in it since it was called last. */
  readonly look: () => void;
  readonly #counted: Record<string, number> = {};
  #healed = false;

  constructor(world: SimWorld, { log }: Telling) {
    this.#world = world;
    this.#log = new Log(log, () => world.clock.now() - world.startedAt);
    const tell = log ? changesIn(world, (...change) => this.#log.add(...change)) : () => undefined;
    this.look = () => {
      this.#audit.step();
      tell();
    };
    this.#audit = new Audit(world, (event, run) => {
      this.#log.addOfRun(run, ...journalWords(event));
      for (const what of countsOf(event)) this.#count(what);
      this.#troubles.reached(event);
    });
    this.#clients = new Clients(world, this.#audit);
    this.#operator = new Operator(world);
    this.#hosts = randomFor(world.settings.seed, "hosts");
    this.#staff = new Staff(
      { world, audit: this.#audit },
      {
        begins: ({ pid, host }, verb) => this.#log.add(`pid ${pid}`, verb, `begins on ${host}`),
        ends: (...ended) => this.#ended(...ended),
      },
    );
    this.#troubles = new Troubles(world, (event, incident) => this.#happens(event, incident));
    world.cast = castOf(this.#staff, this.#operator);
  }

  plan(incident: Incident): void {
    this.#troubles.plan(incident);
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
    await clock.sleep(this.#operator.hesitates(5_000));
    const rested = await this.#operate(settings.wish, COMMANDS_MAX);
    await this.#heal();
    if (!(await this.#operate(rested ? "reattach" : "resume", HEALED_COMMANDS_MAX)))
      this.#audit.fail("heals", `no rest after ${HEALED_COMMANDS_MAX} commands`);
    else this.#audit.isAtRest();
    this.#clients.end();
    this.#audit.isOver();
  }

  result(): Result {
    const { seed } = this.#world.settings;
    for (const [what, times] of Object.entries(this.#audit.exceptions()))
      this.#counted[`exception ${what}`] = times;
    return {
      seed,
      violations: this.#audit.violations,
      counted: this.#counted,
      log: this.#log.lines,
      virtualMs: this.#world.clock.now() - this.#world.startedAt,
    };
  }

  /** Whether the operator had nothing left to do before the number of commands, or the time, was used up. */
  async #operate(first: CommandName, most: number): Promise<boolean> {
    const { clock, startedAt } = this.#world;
    let order: Order = this.#operator.first(first, this.#healed);
    for (let done = 0; done < most; done++) {
      if (!this.#healed && clock.now() > startedAt + UNSAFE_MS) return false;
      const { command } = order;
      const host = order.host ?? oneOf(this.#hosts, ["laptop", "laptop", "laptop", "desk"]);
      const end = await this.#staff.runs(command, host);
      if (end === null) await clock.sleep(100);
      const next = this.#operator.next({ command, host, end }, this.#healed);
      if (next === null) return true;
      order = next;
      await clock.sleep(1_000 + this.#operator.hesitates(this.#healed ? 20_000 : 15_000));
    }
    return false;
  }

  #ended(
    process: Process,
    command: Command,
    { end, beside }: { end: CommandEnd; beside: boolean },
  ): void {
    this.#log.add(`pid ${process.pid}`, command.verb, endWords(end));
    const seen = beside ? [`second driver exit ${end?.exitCode}`] : countsOfEnd(end);
    for (const what of [`command ${command.verb}`, ...seen]) this.#count(what);
    if (beside) this.#operator.hears({ command, host: process.host, end });
  }

  #happens(event: "begins" | "ends", incident: Incident): void {
    this.#log.add("incident", event, incidentLine(incident));
    if (event === "begins") this.#count(`incident ${incident.kind}`);
    if (incident.kind in RECORDS || OF_ANOTHER_SET.test(incident.kind)) this.#audit.isMeddledWith();
  }

  async #heal(): Promise<void> {
    await this.#staff.calm();
    this.#healed = true;
    this.#audit.healed = true;
    this.#troubles.heal();
    this.#log.add("world", "healed");
    await this.#clients.atEase(() => this.#world.clock.sleep(SETTLE_MS));
  }

  #count(what: string): void {
    this.#counted[what] = (this.#counted[what] ?? 0) + 1;
  }
}
