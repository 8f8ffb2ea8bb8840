import { commandOfLine, type Typed } from "../words/typedCommands.ts";

/** A line to type and, behind `→` in its comment, how it ends. `null`: the page does not say. */
export type Promised = { command: Typed; exitCode: number | null };

export type Section = {
  title: string;
  text: string;
  /** What is typed there, in order: our command, and lines that call something else. */
  commands: Promised[];
  others: string[];
};

/** The page by its `##` headings. */
export const sectionsOf = (markdown: string): Section[] =>
  markdown
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [title = "", ...rest] = part.split("\n");
      const text = rest.join("\n");
      const lines = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = ""]) =>
        block.trim().split("\n"),
      );
      return {
        title,
        text,
        commands: lines.flatMap(promisedBy),
        others: lines.filter((line) => commandOfLine(line).length === 0),
      };
    });

function promisedBy(line: string): Promised[] {
  const [, code] = /# .*?→ (\d+)$/.exec(line) ?? [];
  const exitCode = code === undefined ? null : Number(code);
  return commandOfLine(line).map((command) => ({ command, exitCode }));
}
