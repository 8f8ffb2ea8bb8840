/** One thing that is wrong in a file, an environment or an argument list. */
export type Problem = {
  key: string;
  /** What stands there, or "nothing"; never the value of a secret. */
  found: string;
  allowed: string;
  example: string;
};

/** All problems in one text, a line each: the key, what stands there, what is allowed, an example. */
export function listProblems(title: string, problems: Problem[]): string {
  const lines = problems.map(
    ({ key, found, allowed, example }) =>
      `  ${key}: found ${found}; allowed: ${allowed}; example: ${example}`,
  );
  return [title, ...lines].join("\n");
}

/** A value as a message shows it, shortened. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** The known word that was probably meant, or undefined when none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate) }))
    .sort((left, right) => left.distance - right.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(2, word.length / 3) ? best.candidate : undefined;
}

function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line++) {
    const next = [line];
    for (let column = 1; column <= to.length; column++) {
      const swap = from[line - 1] === to[column - 1] ? 0 : 1;
      next.push(
        Math.min(
          (row[column] ?? 0) + 1,
          (next[column - 1] ?? 0) + 1,
          (row[column - 1] ?? 0) + swap,
        ),
      );
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
