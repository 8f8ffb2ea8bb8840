import type { JournalEvent } from "../../../automation/journal/events.ts";
import type { CommandEnd } from "../process.ts";

/** An entry of a journal: its kind, and what it says in few words. */
export function journalWords(event: JournalEvent): [event: string, detail: string] {
  switch (event.kind) {
    case "planned": {
      const { verb, from, to } = event.plan.move;
      return [event.kind, `${verb} ${from} → ${to}`];
    }
    case "answered":
      return [event.kind, `${event.step} ${event.is} ${event.text}`.trimEnd()];
    case "failed":
      return [event.kind, `${event.step} ${event.failure.code}`];
    case "halted":
      return [event.kind, `${event.step ?? ""} ${event.failure.code}`.trimStart()];
    case "went-back":
      return [event.kind, event.because.code];
    case "superseded":
      return [event.kind, `by ${event.by}`];
    case "ended":
      return [event.kind, `${event.outcome}, ${event.serving ?? "nobody"} serves`];
    case "started":
    case "finished":
      return [event.kind, event.step];
    default:
      return [event.kind, ""];
  }
}

/** `exit 10  ROLES_DIFFER STORE_UNREACHABLE`: with why a run was refused. */
export function endWords(end: CommandEnd): string {
  if (end === null) return "died";
  const refusals = end.findings.filter(({ severity }) => severity === "refuse");
  return [`exit ${end.exitCode}`, refusals.map(({ id }) => id).join(" ")].join("  ").trimEnd();
}
