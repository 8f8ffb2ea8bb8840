import { exitOf, type Finding } from "../../../ground/errors.ts";

/** 15 when two primaries are among the reasons; 2, 3 or 8 when they are all of that kind, else 10. */
export function exitOfRefusal(findings: Finding[]): number {
  const exits = findings
    .filter(({ severity }) => severity === "refuse")
    .map(({ id }) => exitOf(id));
  if (exits.includes(15)) return 15;
  const first = exits[0] ?? 10;
  return [2, 3, 8].includes(first) && exits.every((exit) => exit === first) ? first : 10;
}
