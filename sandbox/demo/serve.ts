import { guide } from "./guide.ts";
import { Interrupted, pauseFor } from "./interruption.ts";
import { openPlayground } from "./playground.ts";

export type ServeWish = {
  /** After this it ends by itself. */
  forMs: number;
  signal: AbortSignal;
  say: (line: string) => void;
};

/** Keeps a sandbox up to try commands in by hand. Ctrl-C is the usual way to end it, and no failure: exit code 0. */
export async function serve({ forMs, signal, say }: ServeWish): Promise<number> {
  say("The sandbox starts, then the stack is applied to it ...");
  const playground = await openPlayground({}, signal);
  try {
    for (const line of guide(playground, `by itself after ${inWords(forMs)}`)) say(line);
    await pauseFor(forMs, signal);
    const ended = signal.reason instanceof Interrupted ? "" : " after its time";
    say(`The sandbox ends${ended}.`);
    return 0;
  } finally {
    await playground.close();
  }
}

const inWords = (ms: number): string => (ms < 60_000 ? `${ms / 1_000} s` : `${ms / 60_000} min`);
