import type { ReadStream, WriteStream } from "node:tty";
import type { Consent, HumanPort } from "../ports/human.ts";

export type TerminalOptions = {
  stdin: ReadStream | NodeJS.ReadStream;
  /** Prompts go here: stdout belongs to the outcome. */
  stderr: WriteStream | NodeJS.WriteStream;
  promptBoundMs: number;
};

/** The person at the terminal. */
export function terminalHuman({ stdin, stderr, promptBoundMs }: TerminalOptions): HumanPort {
  const context = () => ({
    input: stdin,
    output: stderr,
    signal: AbortSignal.timeout(promptBoundMs),
  });
  return {
    present: () => stdin.isTTY === true && stderr.isTTY === true,
    confirm: (question) =>
      consent(async ({ confirm }) => confirm({ message: question, default: false }, context())),
    typed: (question, expected) =>
      consent(async ({ input }) => {
        const again = `Type ${expected} to agree, or nothing to decline.`;
        const validate = (text: string) => ["", expected].includes(text.trim()) || again;
        return (await input({ message: question, validate }, context())).trim() === expected;
      }),
    ask: async (question) => {
      const { input } = await import("@inquirer/prompts");
      const text = await input({ message: question }, context()).catch(() => "");
      return text.trim() || null;
    },
  };
}

type Prompts = typeof import("@inquirer/prompts");

/** Loaded when somebody is asked: a command that asks nobody starts without it. */
async function consent(ask: (prompts: Prompts) => Promise<boolean>): Promise<Consent> {
  try {
    return (await ask(await import("@inquirer/prompts"))) ? "given" : "declined";
  } catch (error) {
    return (error as Error).name === "AbortPromptError" ? "timed-out" : "cancelled";
  }
}
