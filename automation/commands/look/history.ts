import { inWords } from "../../../ground/answer.ts";
import { type Finding, OperatorError } from "../../../ground/errors.ts";
import { readRun } from "../../journal/journal.ts";
import { storeSilent } from "../../journal/storeSilent.ts";
import type { StorePort } from "../../ports/store.ts";
import { type PastRun, pastRunOf, unreadableRun } from "../../report/history.ts";
import { type OutcomeDocument, withoutRun } from "../../report/outcome.ts";
import type { Session } from "../session.ts";

/** `total`: how many runs there are in all. */
export type History = { document: OutcomeDocument & { history: PastRun[] }; total: number };

/** The newest `limit` runs, from their journals alone. One that cannot be read is listed as such. */
export async function history(
  { ports, environment }: Session,
  { limit }: { limit: number },
): Promise<History> {
  const ids = await ports.store.runs();
  if (ids.is !== "ok") throw storeSilent(inWords(ids));
  const read = await Promise.all(ids.value.slice(0, limit).map((id) => lookInto(ports.store, id)));
  const document = withoutRun({
    verb: "history",
    environment,
    outcome: "done",
    exitCode: 0,
    findings: read.flatMap(({ findings }) => findings),
  });
  return {
    document: { ...document, history: read.flatMap(({ past }) => past ?? []) },
    total: ids.value.length,
  };
}

type Read = { past: PastRun | null; findings: Finding[] };

async function lookInto(store: StorePort, run: string): Promise<Read> {
  try {
    return { past: pastRunOf(await readRun(store, run)), findings: [] };
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    const { code, now, next } = error.failure;
    return {
      past: unreadableRun(run, now),
      findings: [{ id: code, severity: "warn", now, next }],
    };
  }
}
