/** Plain tables of text, as good in a log as on a terminal. */
export type Column = { title: string; align: "left" | "right" };

const GAP = "   ";
const WIDTH = 100;

/** Lines: titles, then rows; each column as wide as its widest cell. */
export function table(columns: Column[], rows: string[][]): string[] {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) =>
    Math.max(...lines.map((cells) => lengthOf(cells[index]))),
  );
  return lines.map((cells) =>
    columns
      .map(({ align }, index) => aligned(cells[index] ?? "", widths[index] ?? 0, align))
      .join(GAP)
      .trimEnd(),
  );
}

/** Name and value, a line each, the values under one another. */
export function pairs(rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.flatMap(([name, value]) => folded(value, `${name.padEnd(width)}${GAP}`));
}

/** A text behind `lead`, broken between words where a line would pass 100 columns; later lines stand under the first. */
export function folded(text: string, lead: string, width = WIDTH): string[] {
  const room = Math.max(20, width - lead.length);
  const lines: string[] = [];
  let rest = text;
  while (rest.length > room) {
    const space = rest.lastIndexOf(" ", room);
    const at = space > 0 ? space : room;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at).trimStart();
  }
  lines.push(rest);
  return lines.map((line, index) => `${index === 0 ? lead : under(lead)}${line}`.trimEnd());
}

export const indented = (lines: string[]): string[] =>
  lines.map((line) => (line === "" ? "" : `   ${line}`));

/** `2.05 s`, `0.08 s`, `12.40 s`: one under another the points stand in line; `-` for what there was not. */
export const seconds = (ms: number | null): string =>
  ms === null ? "-" : `${(ms / 1_000).toFixed(2)} s`;

const aligned = (cell: string, width: number, align: Column["align"]): string =>
  align === "left" ? cell.padEnd(width) : cell.padStart(width);

const lengthOf = (cell: string | undefined): number => cell?.length ?? 0;

/** Blanks as wide as `lead`, and its bar where it has one. */
const under = (lead: string): string => lead.replace(/[^|]/g, " ");
