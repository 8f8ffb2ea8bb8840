/** What a command of the simulation has around it: two outputs, the real time, and chance. */
export type Room = {
  /** A line of the result. */
  say: (line: string) => void;
  /** A line about the work, for whoever waits. */
  tell: (line: string) => void;
  /** Whether `tell` reaches a person who waits. */
  isWatched: boolean;
  /** Milliseconds of real time, from any beginning. */
  now: () => number;
  freshSeed: () => number;
  /** Aborted when somebody wants it to end, with an error as its reason. */
  signal: AbortSignal;
};

/** How a command came to its end. */
export type Ended = { is: "ended"; exitCode: number } | { is: "wrong"; problems: string[] };
