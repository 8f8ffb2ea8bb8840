import { inWords, ok } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import { done, STEP_DEFAULTS, type Step, todo, unclear } from "../step.ts";

/** Writes the two keys that say who serves into the stack file. */
export const writeStackFile: Step = {
  ...STEP_DEFAULTS,
  name: "write-stack-file",
  waitsFor: "ourselves",
  callMs: BOUNDS.fileMs,
  title: ({ environment, to, takeover }) =>
    `write ${to}, takeover ${takeover}, into Pulumi.${environment}.yaml`,
  calls: ({ environment }) => [`Pulumi.${environment}.yaml: activeRegion, takeover`],
  async probe({ stackFile }, { to, takeover }) {
    const keys = await stackFile.read();
    if (keys.is !== "ok") return unclear(inWords(keys));
    return keys.value.activeRegion === to && keys.value.takeover === takeover ? done() : todo;
  },
  async act({ stackFile }, { to, takeover }) {
    const written = await stackFile.write({ activeRegion: to, takeover });
    return written.is === "ok" ? ok({}) : written;
  },
  refused: (answer, move) => notWritten(move.environment, inWords(answer)),
  late: ({ environment }, why) => notWritten(environment, why),
};

const notWritten = (environment: string, why: string) =>
  ({
    code: "RECORD_NOT_WRITTEN",
    now: `Pulumi.${environment}.yaml was not changed (${why}).`,
    next: `Make it writable, then: vault-dr reconcile ${environment}`,
  }) as const;
