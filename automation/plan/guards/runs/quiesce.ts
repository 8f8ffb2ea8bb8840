import { type Guard, isPlanned, warn } from "../guard.ts";

/** Without a way to stop writers a write may slip in between the last look and the demotion. */
export const quiesceGuard: Guard = (look) =>
  isPlanned(look) && look.config.hooks.quiesce === undefined
    ? [
        warn(
          "NO_QUIESCE",
          "There is no way to stop writers: a write may slip in, and the move then goes back.",
          "Set vault-dr:hooks.quiesce and unquiesce.",
        ),
      ]
    : [];
