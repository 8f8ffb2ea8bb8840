import { type Answer, inWords } from "../../../ground/answer.ts";
import type { Finding } from "../../../ground/errors.ts";
import type { Ending } from "../../engine/run.ts";
import { type RunState, stepRecord } from "../../journal/fold.ts";
import type { CredentialsPort } from "../../ports/credentials.ts";

/**
 * What became of the root token that a run generated in the old primary. One that did not come to its own step revokes
 * it here, where that cluster still is a primary.
 */
export async function discardRoot(
  credentials: CredentialsPort,
  state: RunState,
): Promise<Finding[]> {
  const asked = stepRecord(state, "obtain-root-token", "forward")?.attempts ?? [];
  if (asked.length === 0 || state.plan === null) return [];
  const { from } = state.plan.move;
  const step = stepRecord(state, "discard-root-token", "forward");
  if (step?.failed && !step.finished) return []; // it has said so itself
  if (step?.finished) return mayHaveGenerated(state) ? [gone(from, state.facts.rootToken)] : [];
  const discarded = await credentials.discardRoot(from);
  const isKnown = discarded.is === "ok" && !discarded.value.left;
  if (isKnown && !mayHaveGenerated(state)) return [];
  const byOthers = asked.some(
    ({ epoch, answer }) => epoch !== state.epoch && answer?.is !== "refused",
  );
  return isKnown && !byOthers
    ? [gone(from, "revoked")]
    : [left(state, whyLeft(discarded), "resume")];
}

/** A run that leaves a root token behind has changed something: it is to be gone on with. */
export const endingWith = (found: Finding[], ending: Ending): Ending =>
  ending.is === "failed" && found.some(({ id }) => id === "TOKENS_LEFT")
    ? { ...ending, is: "halted" }
    : ending;

/** What a run that is closed without being taken further leaves behind, from its journal alone. */
export const rootTokenLeft = (state: RunState): Finding[] =>
  mayHaveGenerated(state)
    ? [left(state, "its value died with the process that had it", "reattach")]
    : [];

/** Whether a call was sent that was not refused: a token may have been made that nobody heard of. */
const mayHaveGenerated = (state: RunState): boolean =>
  (stepRecord(state, "obtain-root-token", "forward")?.attempts ?? []).some(
    ({ answer }) => answer?.is !== "refused",
  );

const whyLeft = (discarded: Answer<unknown>): string =>
  discarded.is === "ok"
    ? "the value of one was never heard, or died with the process that had it"
    : `it was not revoked (${inWords(discarded)})`;

function left({ plan }: RunState, why: string, verb: "resume" | "reattach"): Finding {
  const [from, to, environment] = [plan?.move.from, plan?.move.to, plan?.move.environment];
  const command = `vault-dr ${verb} ${environment}${verb === "reattach" ? " --generate-root" : ""}`;
  return {
    id: "TOKENS_LEFT",
    severity: "warn",
    now: `A root token generated in ${from} may be left there: ${why}.`,
    next: `It is gone once ${from} is attached to ${to}: ${command}`,
  };
}

const gone = (from: string, how: unknown): Finding => ({
  id: "ROOT_DISCARDED",
  severity: "info",
  now:
    how === "revoked"
      ? `The root token generated in ${from} was revoked.`
      : `The root token generated in ${from} is gone with the data that it was in.`,
  next: "Nothing to do.",
});
