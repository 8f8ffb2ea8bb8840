import { inWords } from "../../../ground/answer.ts";
import { asFinding, OperatorError } from "../../../ground/errors.ts";
import { type OutcomeDocument, withoutRun } from "../../report/outcome.ts";
import type { Session } from "../session.ts";

/** `config pull`: writes the Region that serves and its takeover number into the stack file. */
export async function configPull({ ports, environment }: Session): Promise<OutcomeDocument> {
  const [serving, file] = await Promise.all([
    ports.store.document("serving"),
    ports.stackFile.read(),
  ]);
  if (serving.is !== "ok") {
    const now = `The run store does not answer (${inWords(serving)}).`;
    throw new OperatorError({ code: "STORE_UNREACHABLE", now, next: AGAIN });
  }
  if (file.is !== "ok")
    return notWritten(environment, `The stack file cannot be read (${inWords(file)}).`);
  const record = serving.value;
  const base = { verb: "config pull", environment, outcome: "done", exitCode: 0 } as const;
  const said = (now: string, next: string) => [
    { id: "NOTHING_TO_DO", severity: "info", now, next } as const,
  ];
  if (record === null) {
    return withoutRun({
      ...base,
      findings: said("There is no serving record yet: the file is the truth.", "Nothing to do."),
    });
  }
  const { activeRegion, takeover } = record;
  if (file.value.activeRegion === activeRegion && file.value.takeover === takeover) {
    return withoutRun({
      ...base,
      serving: activeRegion,
      findings: said("The file is up to date.", "Nothing to do."),
    });
  }
  const written = await ports.stackFile.write({ activeRegion, takeover });
  if (written.is !== "ok")
    return notWritten(environment, `The stack file was not written (${inWords(written)}).`);
  const now = `Pulumi.${environment}.yaml now says ${activeRegion}, takeover ${takeover}.`;
  return withoutRun({ ...base, serving: activeRegion, findings: said(now, "Commit it.") });
}

/** A run that leaves this undone goes on, and says so with 13; this command has done nothing. */
const notWritten = (environment: string, now: string): OutcomeDocument =>
  withoutRun({
    verb: "config pull",
    environment,
    outcome: "failed",
    exitCode: 1,
    findings: [asFinding({ code: "RECORD_NOT_WRITTEN", now, next: AGAIN })],
  });

const AGAIN = "Mend that, then run the same command again.";
