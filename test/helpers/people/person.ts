import { type Running, until } from "../rehearsal.ts";

export const ENTER = "\r";
export const CTRL_C = "\x03";

/**
 * A person at the terminal of a running command: waits until each question, given as a part of its text, stands in the
 * last line, and then types. A question that comes again is waited for again.
 */
export async function answer({ child, said }: Running, ...talk: [string, string][]): Promise<void> {
  let answeredAt = -1;
  for (const [question, keys] of talk) {
    const lastLineAt = () => said().lastIndexOf("\n") + 1;
    await until(
      () => lastLineAt() > answeredAt && said().slice(lastLineAt()).includes(question),
      `"${question}" is asked`,
    );
    answeredAt = lastLineAt();
    // A prompt takes keys once it has been drawn.
    await new Promise((wake) => setTimeout(wake, 50));
    child.stdin?.write(keys);
  }
}
