export type ProgressSink = {
  write(text: string): void;
  /** On a terminal the elapsed time stands in one line, elsewhere each is a line of its own. */
  inPlace: boolean;
  everyMs: number;
};

const STDERR: ProgressSink = {
  write: (text) => process.stderr.write(text),
  inPlace: process.stderr.isTTY === true,
  everyMs: process.stderr.isTTY === true ? 1_000 : 15_000,
};

/** Says what goes on while `work` takes its time, and how long it has taken so far. */
export async function showProgress<T>(
  { title, work }: { title: string; work: PromiseLike<T> },
  sink: ProgressSink = STDERR,
): Promise<T> {
  const startedAt = performance.now();
  const elapsed = (): string => `${Math.round((performance.now() - startedAt) / 1000)} s`;
  sink.write(`${title}${sink.inPlace ? "" : "\n"}`);
  const timer = setInterval(() => {
    sink.write(sink.inPlace ? `\r${title}: ${elapsed()}` : `  … ${elapsed()}\n`);
  }, sink.everyMs);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    sink.write(`${sink.inPlace ? "\r" : ""}${title}: ended after ${elapsed()}\n`);
  }
}
