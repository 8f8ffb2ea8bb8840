import { type Refused, refused } from "../../../ground/answer.ts";

/** Whether lines of a run that is taken over are to be written behind those that are stored; refused: it is another run. */
export function isMore(
  run: string,
  stored: readonly string[],
  lines: readonly string[],
): boolean | Refused {
  const wrong = notALine(lines);
  if (wrong !== null) return wrong;
  const both = Math.min(stored.length, lines.length);
  for (let index = 0; index < both; index++) {
    if (stored[index] !== lines[index])
      return refused(409, `event ${index} of ${run} is another one`);
  }
  return lines.length > stored.length;
}

/** Refused where one of them would be read as two; null: all are single lines. */
export const notALine = (lines: readonly string[]): Refused | null =>
  lines.some((line) => line.includes("\n")) ? refused(400, "an event is one line") : null;
