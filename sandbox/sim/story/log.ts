/** One line of a log is never longer; what a call answered may be. */
export const COLUMNS_MAX = 120;

const TIME_WIDTH = 10;
const SUBJECT_WIDTH = 14;
const EVENT_WIDTH = 12;

/** What happens in a world, one line each, in fixed columns: seconds from its beginning, who or what, event, detail. */
export class Log {
  readonly lines: string[] = [];
  readonly #isKept: boolean;
  readonly #passedMs: () => number;
  /** Their ids are long and say nothing to a reader. */
  readonly #runs: string[] = [];

  /** `passedMs`: milliseconds since the world began. What nobody reads is not kept. */
  constructor(isKept: boolean, passedMs: () => number) {
    this.#isKept = isKept;
    this.#passedMs = passedMs;
  }

  add(subject: string, event: string, detail = ""): void {
    if (!this.#isKept) return;
    const time = (this.#passedMs() / 1000).toFixed(3).padStart(TIME_WIDTH);
    const what = `${subject.padEnd(SUBJECT_WIDTH)}  ${event.padEnd(EVENT_WIDTH)}`;
    this.lines.push(fitted(`${time}  ${what}  ${detail.replaceAll("\n", " ")}`.trimEnd()));
  }

  /** What a run's journal says. Runs are numbered as they come. */
  addOfRun(run: string, event: string, detail: string): void {
    if (!this.#runs.includes(run)) this.#runs.push(run);
    this.add(`run ${this.#runs.indexOf(run) + 1}`, event, detail);
  }
}

const fitted = (line: string): string =>
  line.length <= COLUMNS_MAX ? line : `${line.slice(0, COLUMNS_MAX - 1)}…`;
