import { drawBelow, type Random } from "../../ground/random.ts";

const COLOURS = [
  "amber",
  "azure",
  "coral",
  "ivory",
  "jade",
  "lilac",
  "ochre",
  "olive",
  "pearl",
  "ruby",
  "slate",
  "teal",
];
const ANIMALS = [
  "crane",
  "eagle",
  "finch",
  "fox",
  "hare",
  "heron",
  "lynx",
  "otter",
  "owl",
  "seal",
  "stork",
  "wren",
];

/** `2026-11-23T20-36-amber-fox`: sorts by time, is easy to say on a phone, and fits a file name. */
export function newRunId(nowMs: number, random: Random): string {
  const minute = new Date(nowMs).toISOString().slice(0, 16).replace(":", "-");
  const pick = (words: string[]): string => words[drawBelow(random, words.length)] ?? "one";
  return `${minute}-${pick(COLOURS)}-${pick(ANIMALS)}`;
}
