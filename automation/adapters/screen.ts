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
export async function screenOn(stream: Stream, { spin }: { spin: boolean }): Promise<Screen> {
  const spinner: Spinner | null = spin && stream.isTTY === true ? await makeSpinner(stream) : null;
  const quiet = () => {
    if (spinner?.isSpinning) spinner.stop();
  };
  return {
    quiet,
    line: (text) => {
      quiet();
      stream.write(`${text}\n`);
    },
    working: (text) => {
      if (spinner === null) return;
      spinner.text = text;
      if (!spinner.isSpinning) spinner.start();
    },
  };
}

async function makeSpinner(stream: Stream): Promise<Spinner> {
  const { default: yoctoSpinner } = await import("yocto-spinner");
  return yoctoSpinner({ stream: stream as NodeJS.WriteStream, handleSignals: false });
}
