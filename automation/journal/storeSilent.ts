import { OperatorError } from "../../ground/errors.ts";

/** Nothing can be begun or gone on with while the run store does not answer. `without`: what can all the same. */
export function storeSilent(why: string, without = ""): OperatorError {
  return new OperatorError({
    code: "STORE_UNREACHABLE",
    now: `The run store did not answer (${why}).`,
    next: `Make vault-dr:recovery.journal reachable from here, then run the same command again.${without}`,
  });
}
