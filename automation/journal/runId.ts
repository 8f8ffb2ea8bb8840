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

const DRAWS_MAX = 1_000;

/**
 * `2026-11-23T20-36-amber-fox`: sorts by time, is easy to say on a phone, and fits a file name. None of `taken`: two runs
 * of one minute may draw the same words, and a journal is one run's alone.
 */
export function newRunId(nowMs: number, random: Random, taken: readonly string[] = []): string {
  const minute = new Date(nowMs).toISOString().slice(0, 16).replace(":", "-");
  const pick = (words: string[]): string => words[drawBelow(random, words.length)] ?? "one";
  const draw = () => `${minute}-${pick(COLOURS)}-${pick(ANIMALS)}`;
  let id = draw();
  for (let draws = 1; taken.includes(id) && draws < DRAWS_MAX; draws++) id = draw();
  return id;
}
