import type { Finding } from "../../../ground/errors.ts";
import type { Meter } from "../../engine/meter.ts";
import type { Move, Plan } from "../../plan/plan.ts";
import type { Consent } from "../../ports/human.ts";
import { findingText } from "../../report/text.ts";
import type { Session } from "../session.ts";

type Asking = { plan: Plan; findings: Finding[] };

/** Shows what will be done and what is known of loss, and asks. null is consent; else the reason why the run ends. */
export async function askConsent(
  session: Session,
  meter: Meter,
  { plan, findings }: Asking,
): Promise<Finding[] | null> {
  const { ports, flags } = session;
  session.say([...introduction(plan.move), ...findings.map(findingText)].join("\n"));
  // Bookkeeping of what is already so needs nobody's consent.
  if (flags.yes || plan.move.verb === "reconcile") return null;
  const { verb, environment } = plan.move;
  const human = meter.watch(ports).human;
  const question = questionFor(plan.move);
  const consent =
    verb === "failover" || verb === "reattach"
      ? await human.typed(`${question} Type "${environment}" to go on`, environment)
      : await human.confirm(question);
  return consent === "given" ? null : [notGiven(consent)];
}

export function notGiven(consent: Exclude<Consent, "given">): Finding {
  const late = consent === "timed-out";
  return {
    id: late ? "PROMPT_TIMED_OUT" : "CANCELLED",
    severity: "refuse",
    now: late ? "Nobody answered. Nothing was changed." : "Not agreed. Nothing was changed.",
    next: "Run the command again when you are ready.",
  };
}

function introduction({ verb, environment, from, to, seen, options }: Move): string[] {
  switch (verb) {
    case "switchover":
    case "failback":
      return [
        `Planned move of ${environment}: ${from} → ${to}. No acknowledged write is lost, or it is rolled back.`,
      ];
    case "failover":
      return [
        `DISASTER failover of ${environment}: ${from} → ${to}.`,
        `${from} ${options.oldPrimarySilent ? "does not answer" : "answers"}. ${lossKnown(from, seen)}`,
      ];
    case "reattach":
      return [`${from} becomes a secondary of ${to}. What only ${from} has is discarded.`];
    case "reconcile":
      return [`Records and stack of ${environment} are brought to what serves: ${to}.`];
    default:
      return verb satisfies never;
  }
}

function lossKnown(from: string, { receivedWal, secondsSinceHeartbeat }: Move["seen"]): string {
  if (receivedWal === null) return "What would be lost is not known.";
  const heartbeat =
    secondsSinceHeartbeat === null
      ? ""
      : `, last heartbeat ${secondsSinceHeartbeat.toFixed(1)} s ago`;
  return `Lost is what ${from} wrote after WAL ${receivedWal}${heartbeat}.`;
}

function questionFor({ verb, from, to }: Move): string {
  switch (verb) {
    case "switchover":
    case "failback":
      return `Move from ${from} to ${to}?`;
    case "failover":
      return `Promote ${to} and leave ${from} behind?`;
    case "reattach":
      return `Discard what only ${from} has, and attach it to ${to}?`;
    case "reconcile":
      return "Update records and stack?";
    default:
      return verb satisfies never;
  }
}
