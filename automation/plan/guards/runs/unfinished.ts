import { type Guard, refuse } from "../guard.ts";

/** One run after the other: what began is ended first. */
export const unfinishedGuard: Guard = ({ snapshot: { unfinished }, request }) =>
  unfinished === null
    ? []
    : [
        refuse(
          "UNFINISHED_RUN",
          `Run ${unfinished.run} (${unfinished.verb}) has begun and not ended.`,
          `Go on with it: vault-dr resume ${request.environment}`,
        ),
      ];
