import { parseCommandLine } from "../../../automation/commandLine.ts";
import { VERBS } from "../../../automation/verbs.ts";

/** A command that a text tells people to type, without `vault-dr` in front: `resume test --yes`. */
export type Typed = string;

const SHELL_COMMENT = /\s+# .*$/;
const IN_SENTENCE =
  /(?<!by `)vault-dr ((?:"[^"]*"|[^`"\n;,()]|\.(?=\S))+?)(?=[`\n;,()]|"(?!\w)|\.(?:\s|$)|$)/g;

/**
 * Every `vault-dr …` in the text of a message. What follows a full stop, a comma or a bracket is not part of it; "made
 * by `vault-dr …`" tells nobody to type anything.
 */
export const commandsInMessage = (text: string): Typed[] =>
  [...text.matchAll(IN_SENTENCE)].map(([, command = ""]) => command.trim());

/** Lines of fenced `sh` blocks that call the command, and inline code that does, in the order of the page. */
export function commandsOnPage(markdown: string): Typed[] {
  const found: Typed[] = [];
  let fence: string | null = null;
  for (const line of markdown.split("\n")) {
    const mark = /^```(\w*)/.exec(line);
    if (mark !== null) fence = fence === null ? (mark[1] ?? "") : null;
    else if (fence === "sh") found.push(...commandOfLine(line));
    else if (fence === null) found.push(...inlineCommands(line));
  }
  return found;
}

/** Of one line as it would be typed into a shell; none where it calls something else. */
export function commandOfLine(line: string): Typed[] {
  const [, command] =
    /^(?:vault-dr|npm run dr --) (.+)$/.exec(line.replace(SHELL_COMMENT, "")) ?? [];
  return command === undefined ? [] : [command.trim()];
}

/** Prose may name a verb with its flags and leave the environment out. */
function inlineCommands(line: string): Typed[] {
  return [...line.matchAll(/`([^`]+)`/g)].flatMap(([, code = ""]) => {
    const called = commandOfLine(code.replace("VERB", "status"));
    if (called.length > 0) return called;
    const [first = "", second] = wordsOf(code);
    if (second === undefined || !VERB_WORDS.has(first)) return [];
    return [isWithoutEnvironment(code) ? code.replace(LEADING_WORDS, "$& ENV") : code];
  });
}

const LEADING_WORDS = /^[^-\s]\S*(?: [^-\s]\S*)*/;

const isWithoutEnvironment = (command: Typed): boolean =>
  whyNotTypeable(command)?.includes("missing required argument") ?? false;

const VERB_WORDS = new Set(Object.keys(VERBS).map((verb) => verb.split(" ")[0] ?? ""));

/** The words of a command as a shell makes them: quotes hold one together. */
export const wordsOf = (command: Typed): string[] =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");

/** What the command line says against it, or null: verb, environment and flags are there. */
export function whyNotTypeable(command: Typed): string | null {
  const parsed = parseCommandLine(wordsOf(command), "0.0.0");
  return parsed.is === "usage" ? `${command}: ${parsed.problem}` : null;
}
