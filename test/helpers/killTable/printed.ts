import { isDeepStrictEqual } from "node:util";
import type { Row } from "./row.ts";
import type { Moment, State, Undisturbed } from "./scene.ts";

/** In which state a row is to end: as the run would have ended by itself, or as it was before it. */
export type End = "done" | "before";

export const WORDS: Record<End, string> = {
  done: "as without the kill",
  before: "as before the run",
};

export const nameOf = ({ call, nth }: Moment): string => (nth === 1 ? call : `${call} (${nth})`);

/** All rows as text, in columns. */
export function printed(
  title: string,
  verb: string,
  rows: { row: Row; end: End }[],
  run: Undisturbed,
): string {
  const cells = rows.map(({ row, end }) => [
    verb,
    row.moment.call,
    String(row.moment.nth),
    row.after.map(([then, exitCode]) => `${then} ${exitCode}`).join(", "),
    String(row.ms),
    `${row.state.serving ?? "nobody"} serves, ${isDueState(row, end, run.state) ? WORDS[end] : "and that is not due"}`,
  ]);
  const lines = [["verb", "killed after", "nth", "then", "ms", "end state"], ...cells];
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const asText = (line: string[]) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return ["", title, ...lines.map(asText), "", ""].join("\n");
}

const isDueState = ({ state, asItWas }: Row, end: End, undisturbed: State): boolean =>
  isDeepStrictEqual(state, end === "done" ? undisturbed : asItWas);
