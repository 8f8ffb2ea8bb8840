import type { JournalEvent, Phase } from "../journal/events.ts";
import { type RunState, stepRecord } from "../journal/fold.ts";
import type { Usual } from "../journal/usual.ts";
import type { StepName } from "../plan/plan.ts";

/** `line`: to be read by everybody. `begun`: a step begins to act, which a spinner says where there is one. */
export type ProgressLine = { is: "line" | "begun"; text: string };

/** What is under way, in words for a given time in milliseconds since the epoch: it says how long it has been so. */
export type Words = (now: number) => string;

export type Wording = {
  /** Words a step: "demote us-west-2". */
  titleOf: (step: StepName) => string;
  /** How long steps take as a rule; what is missing is not known. */
  usual: Usual;
};

/** One journal entry as progress, or null where a person needs none. */
export function progressOf(
  event: JournalEvent,
  state: RunState,
  wording: Wording,
): ProgressLine | null {
  const line = (text: string): ProgressLine => ({ is: "line", text });
  const { titleOf } = wording;
  switch (event.kind) {
    case "planned":
      return line(`run ${event.run}`);
    case "started":
      if (!isFirstHere(state, event)) return null;
      return { is: "begun", text: `… ${titleOf(event.step)}${usually(event.step, wording)}` };
    case "answered":
      if (event.is === "ok") return null;
      return line(`  … ${titleOf(event.step)}: ${event.text}; looking again`);
    case "finished":
      return line(`✔ ${titleOf(event.step)} (${timeTaken(event, state, wording)})`);
    case "failed":
      return line(`✖ ${titleOf(event.step)}: ${event.failure.now}`);
    case "went-back":
      return line(`↩ going back: ${event.because.now}`);
    case "halted":
      return line(`■ stopped: ${event.failure.now}`);
    case "resumed":
      return line(`run ${state.run} goes on`);
    case "superseded":
    case "confirmed":
    case "ended":
      return null;
    default:
      return event satisfies never;
  }
}

/** Follows a run entry by entry, and knows what is under way. */
export class UnderWay {
  /** Steps that ended in this process. */
  readonly #ended = new Set<string>();
  readonly #since = new Map<string, number>();

  /** The entry is taken in; null when nothing is under way. */
  after(event: JournalEvent, state: RunState, wording: Wording): Words | null {
    if (event.kind === "finished" || event.kind === "failed")
      this.#ended.add(key(event.phase, event.step));
    const steps = this.#stepsUnderWay(state);
    if (steps.length === 0) return null;
    const begun = steps.map((step) => ({ step, since: this.#sinceOf(step, state, event.at) }));
    return (now) => begun.map((one) => inWords(one, now, wording)).join(" · ");
  }

  /** Those of the first stage that has not come to its end, which run side by side. */
  #stepsUnderWay(state: RunState): StepName[] {
    const { plan, phase, confirmedAt, halted, ended } = state;
    if (plan === null || confirmedAt === null || halted !== null || ended !== null) return [];
    const stages = phase === "forward" ? plan.stages : plan.undo;
    for (const { steps } of stages) {
      const left = steps.map(({ step }) => step).filter((step) => !this.#hasEnded(step, state));
      if (left.length > 0) return left;
    }
    return [];
  }

  /** What a process before this one finished is not done again, unless it was begun anew. */
  #hasEnded(step: StepName, state: RunState): boolean {
    if (this.#ended.has(key(state.phase, step))) return true;
    const record = stepRecord(state, step, state.phase);
    const anew = record?.attempts.at(-1)?.epoch === state.epoch;
    return record?.finished != null && !anew;
  }

  #sinceOf(step: StepName, { phase }: RunState, at: number): number {
    const known = this.#since.get(key(phase, step));
    if (known === undefined) this.#since.set(key(phase, step), at);
    return known ?? at;
  }
}

type StepEvent<Kind> = Extract<JournalEvent, { kind: Kind }>;

const key = (phase: Phase, step: StepName): string => `${phase} ${step}`;

/** Whether this process had not sent the step's call before. */
function isFirstHere(state: RunState, { step, phase }: StepEvent<"started">): boolean {
  const attempts = stepRecord(state, step, phase)?.attempts ?? [];
  return attempts.filter(({ epoch }) => epoch === state.epoch).length === 1;
}

function timeTaken(
  { step, phase, found, at }: StepEvent<"finished">,
  state: RunState,
  { usual }: Wording,
): string {
  if (found) return "already so";
  const took = seconds(at - (stepRecord(state, step, phase)?.firstAt ?? at));
  const usualMs = usual[step];
  return usualMs === undefined ? took : `${took}, usually ${seconds(usualMs)}`;
}

function inWords(
  { step, since }: { step: StepName; since: number },
  now: number,
  wording: Wording,
): string {
  const whole = Math.floor(Math.max(0, now - since) / 1000);
  return `${wording.titleOf(step)}${whole > 0 ? `, ${whole} s` : ""}${usually(step, wording)}`;
}

function usually(step: StepName, { usual }: Wording): string {
  const usualMs = usual[step];
  return usualMs === undefined ? "" : ` (usually ${seconds(usualMs)})`;
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
