import { inWords } from "../../../ground/answer.ts";
import { type Failure, OperatorError } from "../../../ground/errors.ts";
import { type OutcomeDocument, withoutRun } from "../../report/outcome.ts";
import type { Session } from "../session.ts";

/** `config pull`: writes the Region that serves and its takeover number into the stack file. */
export async function configPull({ ports, environment }: Session): Promise<OutcomeDocument> {
  const [serving, file] = await Promise.all([
    ports.store.document("serving"),
    ports.stackFile.read(),
  ]);
  if (serving.is !== "ok")
    throw stopped("STORE_UNREACHABLE", `The run store does not answer (${inWords(serving)}).`);
  if (file.is !== "ok")
    throw stopped("RECORD_NOT_WRITTEN", `The stack file cannot be read (${inWords(file)}).`);
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
    throw stopped("RECORD_NOT_WRITTEN", `The stack file was not written (${inWords(written)}).`);
  const now = `Pulumi.${environment}.yaml now says ${activeRegion}, takeover ${takeover}.`;
  return withoutRun({ ...base, serving: activeRegion, findings: said(now, "Commit it.") });
}

const stopped = (code: Failure["code"], now: string): OperatorError =>
  new OperatorError({ code, now, next: "Mend that, then run the same command again." });
