import { styleText } from "node:util";

/** What a person sees while a run goes on: lines, and on a terminal a spinner for what is under way. */
export type Screen = {
  line(text: string): void;
  working(text: string): void;
  /** Ends the spinner, so that something else may be written. */
  quiet(): void;
};

type Stream = NodeJS.WritableStream & { isTTY?: boolean };
type Spinner = { text: string; start(): unknown; stop(): unknown; isSpinning: boolean };

/** On `stream`, which is stderr: stdout belongs to the outcome. Without a terminal every line stands by itself. */
export async function screenOn(
  stream: Stream,
  { spin, color }: { spin: boolean; color: boolean },
): Promise<Screen> {
  const spinner: Spinner | null = spin && stream.isTTY === true ? await makeSpinner(stream) : null;
  const quiet = () => {
    if (spinner?.isSpinning) spinner.stop();
  };
  return {
    quiet,
    line: (text) => {
      quiet();
      stream.write(`${color ? coloured(text) : text}\n`);
    },
    working: (text) => {
      if (spinner === null) return;
      spinner.text = text;
      if (!spinner.isSpinning) spinner.start();
    },
  };
}

const COLOURS = { "✔": "green", "✖": "red", "■": "red", "↩": "yellow", "!": "yellow" } as const;

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
