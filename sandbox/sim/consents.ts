import type { Consents } from "../../automation/plan/snapshot.ts";
import { drawBelow, type Random } from "../../ground/random.ts";
import { COMMANDS, type CommandName } from "./commands.ts";
import type { Command, CommandEnd } from "./process.ts";

/** The flag of each consent, as messages name it. */
export const CONSENT_FLAGS = {
  acceptLoss: "--accept-loss",
  forceIncomplete: "--force-incomplete",
  treatAsLost: "--treat-as-lost",
  acceptUnfenced: "--accept-unfenced",
  generateRoot: "--generate-root",
} as const satisfies Partial<Record<keyof Consents, string>>;

/** Of operators who are told how they could go on at their own risk, one in so many does. */
const TAKEN_ONE_IN = 2;

/**
 * The next command of an operator who takes the risk that a refusal names, or null. `knowsOfNothing`: that nothing is in
 * the target by now; then he does not make it the one that serves.
 */
export function consented(
  verb: CommandName,
  end: CommandEnd,
  random: Random,
  knowsOfNothing = false,
): Command | null {
  const texts = end?.findings.flatMap(({ severity, next }) => (severity === "refuse" ? next : []));
  const offered = (texts ?? []).flatMap((text) => commandsIn(text, verb));
  const [command] = offered;
  if (command === undefined || drawBelow(random, TAKEN_ONE_IN) > 0) return null;
  return knowsOfNothing && command.consents?.forceIncomplete ? null : command;
}

/** A flag that stands behind a command belongs to it, else to the one that was refused. */
const commandsIn = (text: string, verb: CommandName): Command[] =>
  Object.entries(CONSENT_FLAGS).flatMap(([consent, flag]) => {
    if (!text.includes(flag)) return [];
    const named = new RegExp(`vault-dr ([a-z]+) test ${flag}`).exec(text)?.[1] ?? verb;
    return named in COMMANDS ? [{ verb: named as CommandName, consents: { [consent]: true } }] : [];
  });
