import { styleText } from "node:util";
import type { Clock } from "../../ground/clock.ts";

/** What a person sees while a run goes on: lines, and what is under way. Nothing is told by colour or movement alone. */
export type Screen = {
  line(text: string): void;
  /** A step begins: a line of its own where no spinner says it. */
  begun(text: string): void;
  /** What is under way from now on, in words for a given time: a spinner, or a line whenever nothing was said for long. */
  working(words: Words): void;
  /** Nothing is under way any more, and something else may be written. */
  quiet(): void;
};

export type ScreenOptions = {
  clock: Clock;
  /** Whether a terminal may show movement. */
  spin: boolean;
  /** `auto` as the stream, NO_COLOR and FORCE_COLOR say. */
  color: "auto" | "always" | "never";
  /** Without a spinner: how long nothing may be said of what is under way. */
  silenceMs: number;
};

type Words = (now: number) => string;
type Stream = NodeJS.WritableStream & { isTTY?: boolean };
type Spinner = {
  text: string;
  start(text?: string): unknown;
  stop(): unknown;
  isSpinning: boolean;
};

const SPINNER_TEXT_MS = 1_000;

/** On `stream`, which is stderr: stdout belongs to the outcome. Without a terminal every line stands by itself. */
export async function screenOn(stream: Stream, options: ScreenOptions): Promise<Screen> {
  const colour = isColoured(stream, options.color);
  const write = (text: string) => void stream.write(`${colour ? coloured(text) : text}\n`);
  if (!options.spin || stream.isTTY !== true) return linesWith(write, options);
  return spinnerWith(await makeSpinner(stream), write, options);
}

function spinnerWith(
  spinner: Spinner,
  write: (text: string) => void,
  { clock }: ScreenOptions,
): Screen {
  const ticks = new Ticks(clock, SPINNER_TEXT_MS);
  const stop = () => {
    if (spinner.isSpinning) spinner.stop();
  };
  return {
    line: (text) => {
      const { isSpinning } = spinner;
      stop();
      write(text);
      if (isSpinning) spinner.start();
    },
    begun: () => undefined,
    working: (words) => {
      const show = () => {
        spinner.text = words(clock.now());
      };
      if (spinner.isSpinning) show();
      else spinner.start(words(clock.now()));
      ticks.begin(show);
    },
    quiet: () => {
      ticks.end();
      stop();
    },
  };
}

function linesWith(
  write: (text: string) => void,
  { clock, silenceMs }: Pick<ScreenOptions, "clock" | "silenceMs">,
): Screen {
  const ticks = new Ticks(clock, silenceMs);
  let words: Words | null = null;
  const say = () => {
    if (words !== null) write(`… still: ${words(clock.now())}`);
  };
  const line = (text: string) => {
    write(text);
    if (words !== null) ticks.begin(say);
  };
  return {
    line,
    begun: line,
    working: (under) => {
      if (words === null) ticks.begin(say);
      words = under;
    },
    quiet: () => {
      words = null;
      ticks.end();
    },
  };
}

/** Calls again and again, at an interval that begins anew with every `begin`. */
class Ticks {
  readonly #clock: Clock;
  readonly #everyMs: number;
  #stopped = new AbortController();

  constructor(clock: Clock, everyMs: number) {
    this.#clock = clock;
    this.#everyMs = everyMs;
  }

  begin(call: () => void): void {
    this.end();
    this.#stopped = new AbortController();
    void this.#run(call, this.#stopped.signal);
  }

  end(): void {
    this.#stopped.abort();
  }

  async #run(call: () => void, signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#clock.sleep(this.#everyMs, signal);
      if (signal.aborted) return;
      call();
    }
  }
}

const COLOURS = { "✔": "green", "✖": "red", "■": "red", "↩": "yellow", "!": "yellow" } as const;

/** Node's own rules: no terminal, no colour; NO_COLOR and FORCE_COLOR are heard. */
function isColoured(stream: Stream, color: ScreenOptions["color"]): boolean {
  if (color !== "auto") return color === "always";
  return styleText("green", "✔", { stream: stream as NodeJS.WriteStream }) !== "✔";
}

/** The sign at the beginning says it all; colour only makes it easier to find. */
function coloured(text: string): string {
  const sign = text.charAt(0) as keyof typeof COLOURS;
  const colour = COLOURS[sign];
  const format = { validateStream: false } as const;
  return colour === undefined ? text : styleText(colour, sign, format) + text.slice(1);
}

async function makeSpinner(stream: Stream): Promise<Spinner> {
  const { default: yoctoSpinner } = await import("yocto-spinner");
  return yoctoSpinner({ stream: stream as NodeJS.WriteStream, handleSignals: false });
}
