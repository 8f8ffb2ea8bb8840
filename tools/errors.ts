import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Entry } from "../ground/codes/entry.ts";
import { CATALOGUE } from "../ground/errors.ts";

/** `npm run docs` writes `docs/errors.md`: every exit code and every code, for who has one in hand. */
export const ERRORS_FILE = join(import.meta.dirname, "../docs/errors.md");

/** What each exit code means, and what to know where no code of ours leads to it. */
const EXITS: Record<number, { means: string; without?: string }> = {
  0: { means: "done" },
  1: { means: "error; nothing was changed" },
  2: { means: "usage or configuration; nothing was contacted" },
  3: { means: "not authorised; nothing was changed" },
  6: { means: "stack; nothing was changed in Vault or DNS" },
  8: { means: "cancelled; nothing was changed" },
  9: { means: "timed out; nothing was changed" },
  10: { means: "refused by pre-flight; nothing was changed" },
  11: { means: "another run holds the lease; nothing was changed" },
  12: { means: "rolled back, the old primary serves" },
  13: { means: "done but incomplete: the target serves, something is left to do" },
  14: { means: "stopped half-way: `resume` is needed, or traffic is not moved" },
  15: {
    means: "two primaries, or fencing impossible while the old primary answers: not promoted",
  },
  16: {
    means: "`status --check` found drift",
    without: "The findings that it prints have codes of their own: look them up here.",
  },
  17: {
    means: "done, but the declared RTO was missed",
    without:
      "Given with --enforce-rto only. The outcome names the write outage; vault-dr:recovery.rto is the limit.",
  },
};

/** The whole page. An exit code that is not in the table is a defect of the table: it throws. */
export function errorsPage(catalogue: Record<string, Entry> = CATALOGUE): string {
  const entries = Object.entries(catalogue).map(([code, entry]) => ({ code, ...entry }));
  const strange = entries.filter(({ exit }) => EXITS[exit] === undefined);
  if (strange.length > 0) throw new Error(`no meaning for the exit code of ${strange[0]?.code}`);
  const sections = Object.entries(EXITS).map(([exit, about]) => {
    const rows = entries.filter((entry) => entry.exit === Number(exit)).map(rowOf);
    const table = ["| code | means | do |", "|---|---|---|", ...rows].join("\n");
    const body = rows.length > 0 ? table : (about.without ?? "No code leads to it.");
    return `## ${exit}: ${about.means}\n\n${body}\n`;
  });
  return `${INTRODUCTION}\n${sections.join("\n")}`;
}

const INTRODUCTION = `# Exit codes and error codes

Made from \`ground/codes/\` by \`npm run docs\`. \`ENV\`, \`REGION\` and \`VERB\` stand for your own; what the message itself says is more exact.

A code's exit code applies when it refuses a run (\`✖\`) or ends one before anything was touched; a warning (\`!\`) or a note (\`·\`) changes no exit code. A code listed under 12 to 14 that ends a run before anything was touched exits with 10; once an act is on record the run ends with 0, 12, 13, 14, 15 or 17, whatever its codes are.
`;

const rowOf = ({ code, means, fix }: Entry & { code: string }): string =>
  `| \`${code}\` | ${inCell(means)} | ${inCell(fix)} |`;

const inCell = (text: string): string => text.replaceAll("|", "\\|");

if (process.argv[1] === import.meta.filename) {
  writeFileSync(ERRORS_FILE, errorsPage());
  console.log(`written: ${ERRORS_FILE}`);
}
