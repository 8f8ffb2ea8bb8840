import { expect } from "chai";
import { VERBS, type VerbName } from "../../../automation/verbs.ts";
import type { CommandEnd, Rehearsal, Running } from "../rehearsal.ts";
import { EAST } from "../vaultWorld.ts";
import { wordsOf } from "../words/typedCommands.ts";
import type { Section } from "./page.ts";

/** Somebody with the runbook open: types the lines of one section as they come. */
export class Reader {
  world: Rehearsal;
  readonly #lines: Section["commands"];

  constructor(world: Rehearsal, { commands }: Section) {
    this.world = world;
    this.#lines = [...commands];
  }

  /** The next line to its end, which is as promised. `more` stands for words of the page that are the reader's own. */
  async types(more: Record<string, string> = {}): Promise<CommandEnd> {
    return this.begins(more).ended;
  }

  begins(
    more: Record<string, string> = {},
  ): Omit<Running, "ended"> & { ended: Promise<CommandEnd> } {
    const { command, exitCode } = this.#lines.shift() ?? { command: "", exitCode: null };
    const own: Record<string, string> = { ENV: "test", REGION: EAST, why: "gone", ...more };
    const words = wordsOf(command).map((word) => own[word] ?? word);
    const verb = Object.keys(VERBS).find((name) => words.join(" ").startsWith(`${name} `));
    const agreed = verb !== undefined && VERBS[verb as VerbName].asks ? ["--yes"] : [];
    const running = this.world.begin(...words, ...agreed);
    const ended = running.ended.then((end) => {
      expect(end.exitCode, `${command}: ${end.stderr}${end.stdout}`).to.equal(exitCode);
      return end;
    });
    return { ...running, ended };
  }

  get left(): string[] {
    return this.#lines.map(({ command }) => command);
  }
}
