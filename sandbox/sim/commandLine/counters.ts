import type { Counted } from "../simulate/chunk.ts";

/** Groups of counters by how their names begin, in the order in which they are printed, with their headings. */
export const GROUPS: Readonly<Record<string, string>> = {
  command: "commands",
  exit: "exit codes",
  "second driver exit": "exit codes of a command beside another one",
  died: "processes that died",
  incident: "faults",
  refuse: "findings that refuse, or end a run",
  warn: "findings that warn",
  info: "findings that inform",
  "way back": "ways back, by what led to them",
  "no way back": "ways back that were barred, by what bars them",
  superseded: "planned moves whose place a failover took",
  exception: "exceptions to a rule, by what allows them",
  consent: "consents",
  step: "steps that ended",
  failed: "steps that failed",
};

/** The same as `refuse`, `warn` and `info` together. */
const HIDDEN = "finding";
const OTHERS = "others";

/** The counters, one group after the other under its heading. */
export function tableLines(counted: Counted): string[] {
  const groups = Map.groupBy(Object.keys(counted), groupOf);
  return [...Object.keys(GROUPS), OTHERS].flatMap((group) => {
    const names = groups.get(group)?.sort(inOrder);
    if (names === undefined) return [];
    const cells = names.map((name) => `${thousands(counted[name])}  ${restOf(name, group)}`);
    return [GROUPS[group] ?? group, ...inColumns(cells)];
  });
}

/** The longest group that the name belongs to. */
function groupOf(name: string): string {
  const [longest = OTHERS] = [HIDDEN, ...Object.keys(GROUPS)]
    .filter((group) => new RegExp(`^${group}(:? |$)`).test(name))
    .sort((left, right) => right.length - left.length);
  return longest;
}

const restOf = (name: string, group: string): string =>
  group === OTHERS ? name : name.slice(group.length).replace(/^:? /, "");

/** `exit 8` before `exit 10`. */
const inOrder = (left: string, right: string): number =>
  left.localeCompare(right, "en", { numeric: true });

const COLUMNS_MAX = 100;
const COUNT_WIDTH = 9;
const thousands = (count = 0): string => count.toLocaleString("en").padStart(COUNT_WIDTH);

function inColumns(cells: string[]): string[] {
  const width = Math.max(...cells.map(({ length }) => length)) + 2;
  const perLine = Math.max(1, Math.floor(COLUMNS_MAX / width));
  const lines = Array.from({ length: Math.ceil(cells.length / perLine) }, (_, index) =>
    cells.slice(index * perLine, (index + 1) * perLine),
  );
  return lines.map((line) =>
    line
      .map((cell) => cell.padEnd(width))
      .join("")
      .trimEnd(),
  );
}
