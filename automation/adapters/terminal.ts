import type { ReadStream, WriteStream } from "node:tty";
import { Secret } from "../../ground/secret.ts";
import type { Consent, HumanPort } from "../ports/human.ts";

export type TerminalOptions = {
  stdin: ReadStream | NodeJS.ReadStream;
  /** Prompts go here: stdout belongs to the outcome. */
  stderr: WriteStream | NodeJS.WriteStream;
  promptBoundMs: number;
  /** Aborted when the process is asked to stop: nobody waits for an answer any more. */
  stopped: AbortSignal;
};

/** The person at the terminal. */
export function terminalHuman({
  stdin,
  stderr,
  promptBoundMs,
  stopped,
}: TerminalOptions): HumanPort {
  const context = () => ({
    input: stdin,
    output: stderr,
    signal: AbortSignal.any([AbortSignal.timeout(promptBoundMs), stopped]),
  });
  return {
    present: () => stdin.isTTY === true && stderr.isTTY === true,
    confirm: (question) =>
      consent(stopped, async ({ confirm }) =>
        confirm({ message: question, default: false }, context()),
      ),
    typed: (question, expected) =>
      consent(stopped, async ({ input }) => {
        const again = `Type ${expected} to agree, or nothing to decline.`;
        const validate = (text: string) => ["", expected].includes(text.trim()) || again;
        return (await input({ message: question, validate }, context())).trim() === expected;
      }),
    ask: async (question) => {
      const { input } = await import("@inquirer/prompts");
      try {
        const text = (await input({ message: question }, context())).trim();
        return text === "" ? { is: "nothing" } : { is: "given", text };
      } catch (error) {
        return { is: unanswered(error, stopped) };
      }
    },
    secret: async (question) => {
      const { password } = await import("@inquirer/prompts");
      // Without `toggleMask` Ctrl-T would show what was typed.
      const asked = { message: question, mask: "*", toggleMask: false };
      try {
        const text = (await password(asked, context())).trim();
        return text === "" ? { is: "nothing" } : { is: "given", secret: new Secret(text) };
      } catch (error) {
        return { is: unanswered(error, stopped) };
      }
    },
  };
}

type Prompts = typeof import("@inquirer/prompts");

/** Loaded when somebody is asked: a command that asks nobody starts without it. */
async function consent(
  stopped: AbortSignal,
  ask: (prompts: Prompts) => Promise<boolean>,
): Promise<Consent> {
  try {
    return (await ask(await import("@inquirer/prompts"))) ? "given" : "declined";
  } catch (error) {
    return unanswered(error, stopped);
  }
}

const unanswered = (error: unknown, stopped: AbortSignal): "timed-out" | "cancelled" =>
  (error as Error).name === "AbortPromptError" && !stopped.aborted ? "timed-out" : "cancelled";
