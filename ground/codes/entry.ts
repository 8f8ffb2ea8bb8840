/** What is known of one code. `ENV` and `REGION` in `fix` stand for the reader's own. */
export type Entry = {
  /** The exit code it leads to when it refuses a run, or ends one before anything was touched. */
  exit: number;
  /** What is the case, in one sentence. */
  means: string;
  /** What to do about it in general, with the exact command where there is one. The message itself is more exact. */
  fix: string;
};
