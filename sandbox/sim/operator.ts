import type { OutcomeDocument } from "../../automation/report/outcome.ts";
import { drawBelow, type Random } from "../../ground/random.ts";
import { COMMANDS, type CommandName } from "./commands.ts";
import type { CommandEnd } from "./process.ts";

/** What a person does next: a command, the same wish once more later, or nothing, because everything is as it should be. */
export type Next = { is: "command"; verb: CommandName } | { is: "wait" } | { is: "rest" };

/** What is left to do by all outcomes so far: a command is crossed out when it has ended well. */
export class ToDo {
  readonly #left = new Set<CommandName>();

  note(verb: CommandName, end: CommandEnd): void {
    if (end === null) return;
    if (end.exitCode === 0) this.#left.delete(verb);
    for (const { command: text } of end.remaining) {
      for (const one of verbsIn(text)) this.#left.add(one);
    }
    // `resume` goes on with the newest run alone, and what is left of that is told anew.
    if (verb === "resume" && end.remaining.length === 0) this.#left.delete("resume");
  }

  next(): Next {
    const [verb] = this.#left;
    return verb === undefined ? { is: "rest" } : command(verb);
  }
}

type Asking = { end: CommandEnd; random: Random; healed: boolean };

/** An operator who reads what the command says, and does that; now and then one who calls a run off. */
export function nextAfter({ end, random, healed }: Asking): Next {
  if (end === null) return calledOff(random, healed) ? command("abort") : command("resume");
  switch (end.exitCode) {
    case 0:
    case 12:
    case 13:
      return told(end) ?? { is: "rest" };
    case 14:
      return calledOff(random, healed) ? command("abort") : (told(end) ?? command("resume"));
    case 15:
      return { is: "wait" };
    default:
      return told(end) ?? { is: "wait" };
  }
}

const calledOff = (random: Random, healed: boolean): boolean =>
  !healed && drawBelow(random, 5) === 0;

const command = (verb: CommandName): Next => ({ is: "command", verb });

/** The first command that the outcome names: of what is left to do, else of what to do about a refusal. */
function told({ remaining, findings }: OutcomeDocument): Next | null {
  const texts = [
    ...remaining.map(({ command: text }) => text),
    ...findings.flatMap(({ severity, next }) => (severity === "refuse" ? [next] : [])),
  ];
  const [verb] = texts.flatMap(verbsIn);
  return verb === undefined ? null : command(verb);
}

const verbsIn = (text: string): CommandName[] =>
  [...text.matchAll(/vault-dr ([a-z]+) test/g)]
    .map(([, verb]) => verb)
    .filter((one): one is CommandName => one !== undefined && one in COMMANDS);
