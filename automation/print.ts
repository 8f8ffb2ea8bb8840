import { asFinding, exitOf, type Failure } from "../ground/errors.ts";
import type { Invocation } from "./commandLine.ts";
import { type OutcomeDocument, withoutRun } from "./report/outcome.ts";
import { outcomeText } from "./report/text.ts";
import type { Result } from "./verbs.ts";

/** One JSON document on stdout, or the text for people. stdout is left alone when the event log has it. Answers with the exit code. */
export function print(
  { json, eventLog }: Pick<Invocation, "json" | "eventLog">,
  { document, text }: Result,
): number {
  if (json) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  else {
    const stream = eventLog === "-" || document.exitCode === 2 ? process.stderr : process.stdout;
    stream.write((text ?? "") + outcomeText(document));
  }
  return document.exitCode;
}

/** The document of a command that ended before it had one of its own. */
export function failed(
  { verb, environment }: { verb: string; environment: string },
  failure: Failure,
): { document: OutcomeDocument } {
  const exitCode = exitOf(failure.code);
  const outcome = [2, 3, 10, 11].includes(exitCode)
    ? "refused"
    : exitCode >= 14
      ? "halted"
      : "failed";
  const findings = [asFinding(failure)];
  return { document: withoutRun({ verb, environment, outcome, exitCode, findings }) };
}
