import { isDeepStrictEqual } from "node:util";
import type { Answer } from "../../../ground/answer.ts";
import type { Audit } from "../audit.ts";
import type { Answered, Entry } from "./invariant.ts";

/**
 * What a driver takes for written stands in the journal, word for word, and it has come to the same state by it: it may
 * know more of steps, whose notes are not on record yet.
 */
export function writtenAsTold(audit: Audit, { event, state }: Entry): string | null {
  const run = state.run ?? "";
  const isThere =
    audit.book.lines(run).includes(JSON.stringify(event)) ||
    audit.book.events(run).some((one) => isDeepStrictEqual(one, event));
  if (!isThere) return `${event.kind} is not in ${run} as it was told`;
  const read = audit.run(run);
  const differs = COMPARED.find((key) => read[key] !== state[key]);
  if (differs !== undefined)
    return `by its journal ${differs} of ${run} is ${read[differs]}, by its driver ${state[differs]}`;
  return read.steps.length <= state.steps.length ? null : `steps of ${run} differ`;
}

/** What is read of a journal is what was acknowledged: all of it, in order, unchanged. */
export function readAsWritten({ book }: Audit, told: Answered): string | null {
  const { call, args, acknowledged, kept } = told;
  const answer = told.answer as Answer<string[]>;
  if (call !== "store.read" || kept === null || answer.is !== "ok") return null;
  const run = String(args[0]);
  const { length } = answer.value;
  return length < acknowledged
    ? `${run} is read with ${length} entries, ${acknowledged} were acknowledged`
    : differenceIn(run, book.acknowledged(kept, run).slice(0, length), answer.value);
}

/** In the end every journal has all that was acknowledged, where it was. */
export function keptAsWritten({ book }: Audit): string | null {
  for (const { place, run } of book.acknowledgedRuns()) {
    const why = differenceIn(run, book.acknowledged(place, run), place.lines(run));
    if (why !== null) return why;
  }
  return null;
}

const COMPARED = ["epoch", "phase", "touched"] as const;

function differenceIn(
  run: string,
  written: readonly (string | undefined)[],
  lines: readonly string[],
): string | null {
  const index = written.findIndex((line, at) => line !== undefined && line !== lines[at]);
  return index === -1 ? null : `entry ${index + 1} of ${run} is not the one that was appended`;
}
