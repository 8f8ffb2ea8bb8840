import { BEFORE } from "./codes/before.ts";
import { PREFLIGHT } from "./codes/preflight.ts";
import { RUN } from "./codes/run.ts";

/** What an operator reads when something did not go as asked: what is true now, and what to do next. */
export type Failure = { code: ErrorCode; now: string; next: string };

/** One observation of a pre-flight. `refuse` stops a run, `warn` and `info` do not. */
export type Finding = {
  id: ErrorCode;
  severity: "refuse" | "warn" | "info";
  now: string;
  next: string;
};

/** A failure as the finding that refused or ended a run. */
export const asFinding = ({ code, now, next }: Failure): Finding => ({
  id: code,
  severity: "refuse",
  now,
  next,
});

/** A failure on its way to the operator. The stack is for the log. */
export class OperatorError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(`${failure.code}: ${failure.now} ${failure.next}`, options);
    this.name = "OperatorError";
    this.failure = failure;
  }
}

/**
 * Every code: the exit code it leads to when nothing was touched yet, what it means, what to do about it. A new one
 * belongs into one of the three tables; then `npm run docs`.
 */
export const CATALOGUE = { ...BEFORE, ...PREFLIGHT, ...RUN } as const;

export type ErrorCode = keyof typeof CATALOGUE;

/** Whatever was thrown, in words for the operator. What is not meant for one is a defect of ours. */
export function failureOf(error: unknown, environment: string): Failure {
  if (error instanceof OperatorError) return error.failure;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : "an unknown error";
  return {
    code: "INTERNAL",
    now: `A defect of vault-dr: ${text}.`,
    next:
      environment === ""
        ? "Report it with this message."
        : `Report it with this message. See what is true with: vault-dr status ${environment}`,
  };
}

export const exitOf = (code: ErrorCode): number => CATALOGUE[code].exit;

/** Ctrl-C or SIGTERM before the first act. */
export const INTERRUPTED_EARLY: Failure = {
  code: "CANCELLED",
  now: "Interrupted before anything was changed.",
  next: "Run the command again when you are ready.",
};
