import type { Remaining } from "../journal/events.ts";
import { leftSteps, type RunState, stepRecord } from "../journal/fold.ts";
import type { StepName } from "../plan/plan.ts";

/** What is left to do after a run, each with the command that does it. From the journal alone. */
export function remainingOf(state: RunState): Remaining[] {
  const move = state.plan?.move;
  if (move === undefined) return [];
  const left = leftSteps(state).map(({ step }) => leftBy(step, state));
  const isLeft =
    move.verb === "failover"
      ? stepRecord(state, "promote-new-primary", "forward")?.finished
      : move.verb === "reconcile" && state.findings.some(({ id }) => LOOSE.includes(id));
  if (isLeft) {
    left.unshift({
      what: `reattach ${move.from}`,
      command: `vault-dr reattach ${move.environment}`,
    });
  }
  return left.filter((one, index) => left.findIndex(({ what }) => what === one.what) === index);
}

/** What bookkeeping has seen of a cluster that is not the serving one's secondary. */
const LOOSE: readonly string[] = ["TWO_PRIMARIES", "LINK_DOWN"];

function leftBy(step: StepName, state: RunState): Remaining {
  const move = state.plan?.move;
  const [from, to, environment] = [move?.from ?? "", move?.to ?? "", move?.environment ?? ""];
  const resume = `vault-dr resume ${environment}`;
  switch (step) {
    case "attach-old-primary":
    case "await-attached":
      return { what: `reattach ${from}`, command: `vault-dr reattach ${environment}` };
    case "attach-new-secondary":
    case "await-attached-back":
      return { what: `attach ${to} to ${from} again`, command: resume };
    case "write-serving-record":
    case "write-stack-file":
    case "update-stack":
      return { what: "bring the stack up to date", command: `vault-dr reconcile ${environment}` };
    case "discard-root-token":
      return { what: `see that no root token is left in ${from}`, command: resume };
    case "unquiesce":
      return { what: "let the writers go on", command: resume };
    case "after-hooks":
      return { what: "run the after hooks", command: resume };
    case "restore-ttl":
      return {
        what: `bring the record's TTL back to ${move?.service.ttlSeconds} s`,
        command: resume,
      };
    default:
      return { what: `finish ${step}`, command: resume };
  }
}
