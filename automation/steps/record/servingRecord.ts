import { inWords, ok } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import { done, STEP_DEFAULTS, type Step, todo, unclear } from "../step.ts";

/** Writes down which Region serves, first of all records: the takeover guard reads it before a stack file. */
export const writeServingRecord: Step = {
  ...STEP_DEFAULTS,
  name: "write-serving-record",
  waitsFor: "ourselves",
  callMs: BOUNDS.fileMs,
  title: ({ to }) => `write down that ${to} serves`,
  calls: () => ["run store: serving record"],
  async probe({ store }, { to, takeover }) {
    const document = await store.document("serving");
    if (document.is !== "ok") return unclear(inWords(document));
    const record = document.value;
    return record?.activeRegion === to && record.takeover === takeover ? done() : todo;
  },
  async act({ store, clock }, { to, takeover }, { run, leaseNumber }) {
    const record = { activeRegion: to, takeover, run, at: clock.now() };
    const answer = await store.putDocument("serving", record, leaseNumber);
    return answer.is === "ok" ? ok({}) : answer;
  },
  refused: (answer, { environment }) => notWritten(environment, inWords(answer)),
  late: ({ environment }, why) => notWritten(environment, why),
};

const notWritten = (environment: string, why: string) =>
  ({
    code: "RECORD_NOT_WRITTEN",
    now: `The serving record was not written (${why}).`,
    next: `Make the run store writable, then: vault-dr reconcile ${environment}`,
  }) as const;
