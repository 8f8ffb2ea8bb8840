/** What a person reads of a failure or a finding. */
export type Words = { now: string; next: string };

const FORBIDDEN: [RegExp, string][] = [
  [/undefined|\bnull\b|\[object|\bNaN\b|Infinity|\$\{/, "holds a value that is none"],
  [/[.:,;] ?\.(?!\S)|\( ?\)|\(: |: ?\)|\S {2}/, "has a gap where words should be"],
  [/^\s|\s$/, "begins or ends with a blank"],
];
const BEGINS = /^(["'`(\p{Lu}\d]|\S*[-.:@/])/u;
const ENDS = /[.?!]["`)]?$/;
/** A command to type may stand at the end, without a full stop that would be typed along. */
const ENDS_IN_COMMAND = /(vault-dr|pulumi|git) [^.]*[^\s.]$|vault-dr [^`]*-m "\w+"$/;

/** What is wrong with how it is said; empty where a person can read both sentences. */
export function faultsIn({ now, next }: Words): string[] {
  // A list may follow, a line each.
  const [said = ""] = now.split("\n", 1);
  return [
    ...faultsInSentence("now", now, ENDS.test(said)),
    ...faultsInSentence("next", next, ENDS.test(next) || ENDS_IN_COMMAND.test(next)),
  ];
}

function faultsInSentence(which: keyof Words, text: string, ends: boolean): string[] {
  const faults = FORBIDDEN.flatMap(([pattern, fault]) => (pattern.test(text) ? [fault] : []));
  if (!BEGINS.test(text)) faults.push("does not begin like a sentence");
  if (!ends) faults.push("does not end like a sentence");
  return faults.map((fault) => `${which} ${fault}: ${text}`);
}
