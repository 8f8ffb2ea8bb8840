/** Chance comes in through this port, so that a seed replays a run. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
}

/** One seed, a named stream per subject: a new draw for DNS moves no draw of the network. */
export function randomFor(seed: number, subject: string): Random {
  let state = hash(`${seed}/${subject}`);
  return {
    next: () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}

/** A whole number in [0, below). */
export const drawBelow = (random: Random, below: number): number =>
  Math.floor(random.next() * below);

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) {
    value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return value | 0;
}
