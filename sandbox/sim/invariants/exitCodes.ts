import { isSent, isUnfinished, type RunState } from "../../../automation/journal/fold.ts";
import type { OutcomeDocument } from "../../../automation/report/outcome.ts";
import type { Audit } from "../audit.ts";
import type { Ended } from "./invariant.ts";

/** The exit code says what the process has done and what stands in the run's journal. */
export function exitCodeAgrees(audit: Audit, ended: Ended): string | null {
  const { verb, end, changed } = ended;
  if (end === null) return null;
  const { exitCode: exit, outcome, run } = end;
  const says = `${verb} ends with ${exit}`;
  if (!OUTCOMES[outcome].includes(exit)) return `${says}, ${outcome}`;
  if (UNTOUCHED.includes(exit) && changed.length > 0) return `${says} after ${changed.join(", ")}`;
  const isOthers = hasLostRun(audit, ended);
  const why = run === null || isOthers ? null : disagreement(audit, end, audit.run(run));
  return why === null ? null : `${says} ${why}`;
}

/** What is left to do is named where the exit code says so, and nowhere else. */
export function remainingAgrees(_: Audit, { verb, end }: Ended): string | null {
  if (end === null) return null;
  const { exitCode: exit, remaining, run } = end;
  const left = remaining.filter(({ command }) => !command.startsWith("git commit"));
  const what = left.map((one) => one.what).join(", ") || "nothing";
  const says = `${verb} ends with ${exit}, left to do: ${what}`;
  if (exit === 0 || UNTOUCHED.includes(exit)) return left.length === 0 ? null : says;
  if (exit === 13) return left.length > 0 ? null : says;
  const isHalted = exit === 14 && run !== null;
  return !isHalted || left.some(({ command }) => command.includes("resume")) ? null : says;
}

/** Exit codes with which nothing was changed, so that none of them may follow an act. */
const UNTOUCHED = [1, 2, 3, 6, 8, 9, 10, 11];

const OUTCOMES: Record<OutcomeDocument["outcome"], number[]> = {
  done: [0, 17],
  incomplete: [13],
  "rolled-back": [12],
  halted: [14, 15],
  refused: [2, 3, 10, 11],
  failed: [1, 6, 8, 9],
};

/** Somebody else has taken the run up, and may have brought it to its end: a process that says so cannot know that. */
const hasLostRun = (audit: Audit, { end, pid }: Ended): boolean =>
  end?.findings.some(({ id }) => id === "LEASE_LOST") === true &&
  audit.book.leaseFor(pid)?.holder.pid !== pid;

function disagreement(audit: Audit, document: OutcomeDocument, state: RunState): string | null {
  const { exitCode: exit, outcome, fence } = document;
  const { touched, phase, ended, facts } = state;
  if (touched && UNTOUCHED.includes(exit)) return "after an act";
  // An act was announced, and the run store did not say whether it has that: the run stays to be gone on with.
  const isSilentStore = document.findings.some(({ id }) => id === "STORE_UNREACHABLE");
  const isUnsure = exit === 14 && isSilentStore && isUnfinished(state);
  if (!touched && (exit === 12 || exit === 14) && !isUnsure) return "without an act";
  if (exit === 12 && phase !== "back") return "and did not go back";
  if ([0, 13, 17].includes(exit) && phase === "back") return "and went back";
  if (exit === 15 && isSent(state, "promote-new-primary", "forward")) return "after a promotion";
  // Where its end is not on record, an entry may be of which the process was not told.
  const isSilent = ended !== null && facts.fence === "unproven" && phase === "forward";
  if (isSilent && (exit === 0 || fence !== "unproven"))
    return `with fence ${fence}, and the old primary was silent`;
  if (ended === null || ended.exitCode !== exit || ended.outcome !== outcome) {
    if (ended !== null || exit !== 14) return notOnRecord(audit, document, state);
  }
  return null;
}

/** An end that the run store did not take is told from memory; the run stays to be gone on with. */
function notOnRecord(
  audit: Audit,
  { run, exitCode }: OutcomeDocument,
  state: RunState,
): string | null {
  if (!isUnfinished(state)) return "and its journal says otherwise";
  audit.except(`exit ${exitCode} not on record`, run ?? "");
  return null;
}
