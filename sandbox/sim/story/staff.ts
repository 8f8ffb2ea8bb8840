import type { Audit } from "../audit.ts";
import type { CommandName } from "../commands.ts";
import type { Struck } from "../ports/outside.ts";
import { type Command, type CommandEnd, Process } from "../process.ts";
import type { SimWorld } from "../world.ts";

type Place = { world: SimWorld; audit: Audit };

/** Who hears of every process: that it begins, and how it ended; `beside`: of somebody else than the operator. */
export type Heard = {
  begins: (process: Process, verb: CommandName) => void;
  ends: (process: Process, command: Command, ended: { end: CommandEnd; beside: boolean }) => void;
};

/** Everybody who runs commands: the operator, one command after the other, and others beside him. */
export class Staff {
  readonly #place: Place;
  readonly #heard: Heard;
  #pids = 100;
  #running: Process | null = null;
  /** What befalls the operator's next process. */
  #coming: ((process: Struck) => void)[] = [];
  #others: Promise<void>[] = [];

  constructor(place: Place, heard: Heard) {
    this.#place = place;
    this.#heard = heard;
  }

  /** The operator's command, to its end or to its death. */
  async runs(command: Command, host: string): Promise<CommandEnd> {
    const process = this.#begin(command.verb, host);
    this.#running = process;
    for (const what of this.#coming.splice(0)) what(process);
    const end = await this.#toItsEnd(process, command, false);
    this.#running = null;
    return end;
  }

  befalls(what: (process: Struck) => void): void {
    if (this.#running === null) this.#coming.push(what);
    else what(this.#running);
  }

  beside(verb: CommandName): void {
    const process = this.#begin(verb, "other");
    this.#others.push(this.#toItsEnd(process, { verb }, true).then(() => undefined));
  }

  /** From now on nothing befalls anybody; resolves when nobody runs anything any more. */
  async calm(): Promise<void> {
    this.#coming = [];
    for (const other of this.#others.splice(0)) await other;
  }

  #begin(verb: CommandName, host: string): Process {
    const process = new Process(this.#place, { pid: ++this.#pids, host });
    this.#heard.begins(process, verb);
    return process;
  }

  async #toItsEnd(process: Process, command: Command, beside: boolean): Promise<CommandEnd> {
    const end = await process.run(command);
    this.#heard.ends(process, command, { end, beside });
    return end;
  }
}
