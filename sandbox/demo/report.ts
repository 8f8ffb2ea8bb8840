import type { StepLine } from "../../automation/report/outcome.ts";
import type { Act } from "./acts.ts";
import type { CommandEnd } from "./command.ts";
import type { Figures } from "./figures.ts";
import { type Column, pairs, seconds, table } from "./tables.ts";

type Shown = Omit<StepLine, "state"> & { state: string };
export type Played = { act: Act; end: CommandEnd; figures: Figures };

/** One act as it came out: its steps with their times, then what clients saw and what is left. */
export function actReport({ act, end, figures }: Played, stackSkipped: boolean): string[] {
  const steps = (end.document?.steps ?? []).map((step) => shownStep(step, stackSkipped));
  const { due } = act;
  const rows: [string, string][] = [
    ["write outage that clients saw", seconds(figures.writeOutageMs)],
    ["read outage that clients saw", seconds(figures.readOutageMs)],
    ["acknowledged writes lost", lostText(figures, due.mayLose)],
    ["two writable primaries", overlapText(figures, due.mayOverlap)],
    ["time of the run", timeText(end)],
    ...remainingRows(end),
    ["exit code", `${end.exitCode} (expected ${due.exitCode})`],
  ];
  return [...(steps.length === 0 ? [] : [...stepTable(steps), ""]), ...pairs(rows)];
}

/** All acts in one table. */
export function summary(played: Played[]): string[] {
  const rows = played.map(({ act, end, figures }) => [
    act.name,
    seconds(figures.writeOutageMs),
    seconds(figures.readOutageMs),
    String(figures.lost ?? "unknown"),
    `${figures.twoPrimariesMs} ms`,
    String(end.document?.timings?.overheadMs ?? "-"),
    String(end.exitCode),
  ]);
  return table(
    [
      left("move"),
      right("write outage"),
      right("read outage"),
      right("lost"),
      right("two primaries"),
      right("overheadMs"),
      right("exit"),
    ],
    rows,
  );
}

const left = (title: string): Column => ({ title, align: "left" });
const right = (title: string): Column => ({ title, align: "right" });

/** Without a Pulumi CLI the command's own word for its stack step is a failure; here that was known from the start. */
const shownStep = (step: StepLine, stackSkipped: boolean): Shown =>
  step.name === "update-stack" && stackSkipped
    ? { ...step, state: "skipped: no Pulumi CLI" }
    : step;

/** Times count from the first step; steps of one stage run side by side. */
function stepTable(steps: Shown[]): string[] {
  const begun = steps.flatMap(({ startedAt }) =>
    startedAt === null ? [] : [Date.parse(startedAt)],
  );
  const first = Math.min(...begun);
  const rows = steps.map(({ name, startedAt, ms, state }) => [
    name,
    startedAt === null ? "-" : `+${seconds(Date.parse(startedAt) - first)}`,
    seconds(ms),
    state,
  ]);
  return table([left("step"), right("began"), right("took"), left("end")], rows);
}

function lostText({ lost, acknowledged }: Figures, mayLose: boolean): string {
  if (lost === null) return "unknown: nobody serves";
  const why = mayLose && lost > 0 ? ": not replicated when the Region was lost" : "";
  return `${lost} (of ${acknowledged} in this act)${why}`;
}

const overlapText = ({ twoPrimariesMs }: Figures, mayOverlap: boolean): string =>
  `${twoPrimariesMs} ms${mayOverlap ? ": the returned one, until it was demoted" : ""}`;

function timeText({ document, ms }: CommandEnd): string {
  const timings = document?.timings;
  if (timings == null) return `${seconds(ms)} with its start`;
  const { totalMs, waitedForVaultMs, waitedForDnsMs, overheadMs } = timings;
  return `${seconds(totalMs)}: Vault ${seconds(waitedForVaultMs)}, DNS and AWS ${seconds(waitedForDnsMs)}, our own ${overheadMs} ms`;
}

function remainingRows({ document }: CommandEnd): [string, string][] {
  const remaining = document?.remaining ?? [];
  if (remaining.length === 0) return [["what remains", "nothing"]];
  return remaining.map(({ what, command }, index) => [
    index === 0 ? "what remains" : "",
    `${what}: ${command}`,
  ]);
}
