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
const MARKS = 16 ** 4;

/** `taken`: the runs that are known; `unseen`: there may be others, of which this machine cannot know now. */
type Others = { taken: readonly string[]; unseen: boolean };

/**
 * `2026-11-23T20-36-amber-fox`: sorts by time, is easy to say on a phone, and fits a file name. It is no other run's: two
 * of one minute may draw the same words, and a journal is one run's alone. `…-amber-fox-07a3` where others are unseen.
 */
export function newRunId(
  nowMs: number,
  random: Random,
  { taken, unseen }: Others = { taken: [], unseen: false },
): string {
  const minute = new Date(nowMs).toISOString().slice(0, 16).replace(":", "-");
  const pick = (words: string[]): string => words[drawBelow(random, words.length)] ?? "one";
  const mark = () => (unseen ? `-${drawBelow(random, MARKS).toString(16).padStart(4, "0")}` : "");
  const draw = () => `${minute}-${pick(COLOURS)}-${pick(ANIMALS)}${mark()}`;
  let id = draw();
  for (let draws = 1; taken.includes(id) && draws < DRAWS_MAX; draws++) id = draw();
  return id;
}
