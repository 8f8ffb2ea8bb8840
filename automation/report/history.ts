import type { Outcome } from "../journal/events.ts";
import { isUnfinished, type RunState } from "../journal/fold.ts";
import { seconds } from "./progress.ts";

/** One past run, from its journal alone: times are ISO, durations milliseconds, and null is what is not known. */
export type PastRun = {
  run: string;
  startedAt: string | null;
  endedAt: string | null;
  verb: string | null;
  from: string | null;
  to: string | null;
  /** `unfinished`: it waits for `resume`. `declined`: nobody agreed. `superseded`: a failover took its place. */
  outcome: Outcome | "unfinished" | "declined" | "superseded" | null;
  exitCode: number | null;
  /** From the consent to the end, whoever took the run up in between. */
  durationMs: number | null;
  writeOutageMs: number | null;
  operator: string | null;
  reason: string | null;
  /** How often another process took it up. */
  resumed: number;
  supersededBy: string | null;
  /** Why its journal cannot be read; then nothing else is known. */
  problem: string | null;
};

/** null for a run of which no entry was ever acknowledged. */
export function pastRunOf(state: RunState): PastRun | null {
  const { run, plan, plannedAt, confirmedAt, ended, operator, reason } = state;
  if (run === null || plan === null) return null;
  const { verb, from, to } = plan.move;
  return {
    run,
    startedAt: iso(plannedAt),
    endedAt: iso(ended?.at ?? null),
    ...{ verb, from, to },
    outcome: outcomeOf(state),
    exitCode: ended?.exitCode ?? null,
    durationMs: ended === null || confirmedAt === null ? null : ended.at - confirmedAt,
    writeOutageMs: ended?.timings.writeOutageMs ?? null,
    operator,
    reason,
    resumed: state.epoch,
    supersededBy: state.supersededBy,
    problem: null,
  };
}

/** `problem` in words for people. */
export const unreadableRun = (run: string, problem: string): PastRun => ({
  run,
  startedAt: null,
  endedAt: null,
  verb: null,
  from: null,
  to: null,
  outcome: null,
  exitCode: null,
  durationMs: null,
  writeOutageMs: null,
  operator: null,
  reason: null,
  resumed: 0,
  supersededBy: null,
  problem,
});

function outcomeOf(state: RunState): PastRun["outcome"] {
  const { ended, confirmedAt, supersededBy } = state;
  if (supersededBy !== null) return "superseded";
  if (ended === null) return isUnfinished(state) ? "unfinished" : "declined";
  return ended.exitCode === 8 && confirmedAt === null ? "declined" : ended.outcome;
}

const HEADINGS = ["started (UTC)", "run", "move", "end (exit)", "took", "outage"];

/** A line per run, newest first, and below it who ran it and why; `total` is how many there are in all. */
export function historyText(runs: PastRun[], total: number): string {
  if (total === 0) return "There is no run yet.\n";
  const rows = [HEADINGS, ...runs.map(cellsOf)];
  const widths = HEADINGS.map((_, column) =>
    Math.max(...rows.map((cells) => (cells.length === 1 ? 0 : (cells[column] ?? "").length))),
  );
  const lines = rows.map((cells) =>
    cells.map((cell, column) => cell.padEnd(cells.length === 1 ? 0 : (widths[column] ?? 0))),
  );
  const [heading, ...told] = lines.map((cells) => cells.join("  ").trimEnd());
  const body = told.flatMap((line, index) => [line, ...belowIt(runs[index])]);
  const older = total > runs.length ? [`${total - runs.length} older: --limit ${total}`] : [];
  return `${[heading, ...body, ...older].join("\n")}\n`;
}

function cellsOf(past: PastRun): string[] {
  const { run, startedAt, verb, from, to, outcome, exitCode, problem } = past;
  if (problem !== null) return [`${run} cannot be read: ${problem}`];
  return [
    (startedAt ?? "").slice(0, 19).replace("T", " "),
    run,
    `${verb} ${from} → ${to}`,
    exitCode === null ? `${outcome}` : `${outcome} (${exitCode})`,
    inWords(past.durationMs),
    inWords(past.writeOutageMs),
  ];
}

function belowIt(past: PastRun | undefined): string[] {
  if (past === undefined || past.problem !== null) return [];
  const { operator, reason, resumed, supersededBy } = past;
  const parts = [
    reason === null ? `${operator}` : `${operator}: ${reason}`,
    ...(resumed === 0 ? [] : [`taken up again ${resumed === 1 ? "once" : `${resumed} times`}`]),
    ...(supersededBy === null ? [] : [`replaced by ${supersededBy}`]),
  ];
  return [`    ${parts.join(" · ")}`];
}

const MINUTES_FROM_MS = 600_000;

function inWords(ms: number | null): string {
  if (ms === null) return "-";
  return ms < MINUTES_FROM_MS ? seconds(ms) : `${Math.round(ms / 60_000)} min`;
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
