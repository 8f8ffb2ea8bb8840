import type { OutcomeDocument } from "../../automation/report/outcome.ts";
import { drawBelow, type Random, randomFor } from "../../ground/random.ts";
import { isEmpty } from "../model/vault/membership.ts";
import { clusterIn } from "../model/vault/world.ts";
import { type CommandName, commandsIn } from "./commands.ts";
import { consented } from "./consents.ts";
import type { Command, CommandEnd } from "./process.ts";
import { oneOf } from "./settings.ts";
import { doneByHand } from "./story/byHand.ts";
import { REGIONS, type SimWorld } from "./world.ts";

/** A command, and the machine on which it has to be run; null: on any. */
export type Order = { command: Command; host: string | null };

type Named = { is: "command"; verb: CommandName; host?: string };
type Next = Named | { is: "again" } | { is: "rest" };
type Ran = { command: Command; host: string; end: CommandEnd };

/** An operator who reads what a command says, and does that; now and then somebody who calls a run off, or takes a risk. */
export class Operator {
  readonly #world: SimWorld;
  readonly #random: Random;
  readonly #toDo = new ToDo();
  /** The command that is run again where a message says to wait. */
  #wish: CommandName;
  /** What he has agreed to so far: he does not take it back when the next reason is named. */
  #risks: NonNullable<Command["consents"]> = {};
  /** How often in a row a run has stopped half-way, or was refused for its credentials. */
  #halts = 0;
  /** What comes next whatever a message says. */
  #mind: CommandName | null = null;

  constructor(world: SimWorld) {
    this.#world = world;
    this.#random = randomFor(world.settings.seed, "operator");
    this.#wish = world.settings.wish;
  }

  /** A moment before he does something, in milliseconds. */
  hesitates(mostMs: number): number {
    return drawBelow(this.#random, mostMs);
  }

  changesHisMind(verb: CommandName): void {
    this.#mind = verb;
  }

  /** What somebody else's command has left to do is his too. */
  hears(ran: Ran): void {
    this.#toDo.note(ran);
    if (ran.end === null) this.#toDo.add("resume", ran.host);
  }

  /** His first command: what only one machine can do, where he knows of such a thing, else the one that he is asked for. */
  first(verb: CommandName, healed: boolean): Order {
    const written = healed ? this.#writtenDown() : null;
    return written?.is === "command" ? order(written) : anywhere({ verb });
  }

  /** His next command; null: everything is as it should be. */
  next(ran: Ran, healed: boolean): Order | null {
    const { command, end } = ran;
    this.#toDo.note(ran);
    if (!isTool(command.verb)) this.#wish = command.verb;
    if (end !== null && (healed || this.#oneIn(2))) doneByHand(this.#world, end, ran.host);
    const mind = healed ? null : this.#mind;
    this.#mind = null;
    if (mind !== null) return anywhere({ verb: mind });
    this.#halts = end?.exitCode === 14 || end?.exitCode === 3 ? this.#halts + 1 : 0;
    const risk = healed && this.#halts < HALTS_BORNE ? null : this.#dares(command.verb, end);
    if (risk !== null) return anywhere(risk);
    const next = (healed ? this.#writtenDown() : null) ?? this.#told(ran, healed);
    if (next.is === "command") return order(next);
    return next.is === "again" ? anywhere({ verb: this.#wish }) : this.#atRest(healed);
  }

  #dares(verb: CommandName, end: CommandEnd): Command | null {
    const { vault } = this.#world;
    const isNothingThere = REGIONS.some((region) => isEmpty(clusterIn(vault, region)));
    const command = consented(verb, end, this.#random, isNothingThere);
    if (command === null) return null;
    this.#risks = { ...this.#risks, ...command.consents };
    return { ...command, consents: this.#risks };
  }

  #told({ command: { verb }, end }: Ran, healed: boolean): Next {
    if (end === null) return this.#calledOff(healed) ? commanded("abort") : commanded("resume");
    if (isTool(verb)) return told(end, ["refuse", "info"]) ?? AGAIN;
    switch (end.exitCode) {
      case 0:
      case 12:
      case 13:
        return told(end) ?? this.#toDo.next();
      case 14:
        return this.#calledOff(healed) ? commanded("abort") : (told(end) ?? commanded("resume"));
      case 15:
        return AGAIN;
      default:
        return this.#stopsWhatHangs(end, healed) ?? told(end) ?? AGAIN;
    }
  }

  /** A run that began in a folder beside a stack file said so, and is to be taken from there, though it died. */
  #writtenDown(): Next | null {
    const [host] = this.#world.locals.waiting();
    return host === undefined ? null : { is: "command", verb: "reconcile", host };
  }

  /** With time left, Vault is moved once more. */
  #atRest(healed: boolean): Order | null {
    if (healed || !this.#oneIn(4)) return null;
    const verb = oneOf<CommandName>(this.#random, [
      "failback",
      "failback",
      "switchover",
      "failover",
    ]);
    return anywhere({ verb });
  }

  #calledOff(healed: boolean): boolean {
    return !healed && this.#oneIn(5);
  }

  /** A run that holds the lease may hang: the message says how it is stopped. */
  #stopsWhatHangs({ findings }: OutcomeDocument, healed: boolean): Next | null {
    const isNamed = findings.some(({ next }) => commandsIn(next).includes("lock release"));
    return isNamed && !healed && this.#oneIn(4) ? commanded("lock release") : null;
  }

  #oneIn(times: number): boolean {
    return drawBelow(this.#random, times) === 0;
  }
}

const order = ({ verb, host }: Named): Order => ({ command: { verb }, host: host ?? null });
const anywhere = (command: Command): Order => ({ command, host: null });
/** After so many a careful operator takes the risk that is named, too: nothing else helps. */
const HALTS_BORNE = 3;
const AGAIN: Next = { is: "again" };
const commanded = (verb: CommandName): Next => ({ is: "command", verb });

/** Commands that only clear the way for another one. */
const isTool = (verb: CommandName): boolean => verb === "lock release" || verb === "config pull";

/** The first command that the outcome names: of what is left to do, else of what to do about a finding. */
function told(
  { remaining, findings }: OutcomeDocument,
  severities: readonly string[] = ["refuse"],
): Next | null {
  const texts = [
    ...remaining.map(({ command }) => command),
    ...findings.flatMap(({ severity, next }) => (severities.includes(severity) ? [next] : [])),
  ];
  const [verb] = texts.flatMap(commandsIn).filter((one) => one !== "lock release");
  return verb === undefined ? null : commanded(verb);
}

/** What is left to do by all outcomes so far: a command is crossed out when it has ended well. */
class ToDo {
  /** Commands, and the machine on which each has to be run; null: any. */
  readonly #left = new Map<CommandName, string | null>();

  add(verb: CommandName, host: string | null): void {
    this.#left.set(verb, host ?? this.#left.get(verb) ?? null);
  }

  note({ command: { verb }, host, end }: Ran): void {
    if (end === null) return;
    if (end.exitCode === 0 && this.#isDoneOn(verb, host)) this.#left.delete(verb);
    for (const { what, command } of end.remaining) {
      for (const one of commandsIn(command)) this.add(one, HERE.test(what) ? host : null);
    }
    // `resume` goes on with the newest run alone, and what is left of that is told anew.
    const wentOn = end.run !== null || end.exitCode === 0;
    if (verb === "resume" && wentOn && end.remaining.length === 0 && this.#isDoneOn(verb, host))
      this.#left.delete("resume");
  }

  next(): Next {
    const [first] = this.#left;
    if (first === undefined) return { is: "rest" };
    const [verb, host] = first;
    return { is: "command", verb, ...(host === null ? {} : { host }) };
  }

  #isDoneOn(verb: CommandName, host: string): boolean {
    const wanted = this.#left.get(verb) ?? null;
    return wanted === null || wanted === host;
  }
}

const HERE = /from this machine/;
