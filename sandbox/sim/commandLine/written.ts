import { eventSchema } from "../../../automation/journal/events.ts";
import { STEPS } from "../../../automation/steps/catalogue.ts";
import type { Incident } from "../incidents/incident.ts";
import { INCIDENT_KINDS } from "../incidents/kinds.ts";
import { targetsOf } from "../incidents/targets.ts";

/** What was read of a schedule, or everything that is wrong with it. */
export type Read = { is: "schedule"; schedule: Incident[] } | { is: "wrong"; problems: string[] };

/** Reads what `incidentLine` prints, one after the other with `;` in between; an empty text is an empty schedule. */
export function scheduleIn(text: string): Read {
  const lines = text
    .split(";")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const incidents = lines.map(incidentIn);
  const problems = incidents.filter((one) => typeof one === "string");
  if (problems.length > 0) return { is: "wrong", problems };
  return { is: "schedule", schedule: incidents.filter((one) => typeof one !== "string") };
}

/** When, by which moment, what, where, for how long, how much. */
const LINE =
  /^(\d+(?:\.\d{1,3})?)s(?: after (\S+(?: \S+)?):)? (\S+) (\S.*?) (\d+(?:\.\d{1,3})?)s(?: #(\d+))?$/;
const EXAMPLE = "1.200s region-refused us-east-1 20s #3";

/** The incident, or what is wrong with the line. */
function incidentIn(line: string): Incident | string {
  const [, at, after, kind = "", target = "", forMs, amount = "0"] = LINE.exec(line) ?? [];
  if (at === undefined || forMs === undefined)
    return `"${line}" is no fault: one looks like "${EXAMPLE}"`;
  if (!INCIDENT_KINDS.includes(kind))
    return `there is no fault ${kind}: there are ${INCIDENT_KINDS.join(", ")}`;
  const targets: readonly string[] = targetsOf(kind);
  if (!targets.includes(target))
    return `${kind} does not happen to "${target}": to ${[...new Set(targets)].join(", ")}`;
  if (after !== undefined && !isMoment(after))
    return `"${after}" stands in no journal: moments are like "started demote-old-primary", "halted"`;
  const when = after === undefined ? { at: ms(at) } : { at: ms(at), after };
  return { ...when, kind, target, forMs: ms(forMs), amount: Number(amount) };
}

const EVENTS: readonly string[] = eventSchema.options.map(({ shape }) => shape.kind.value);

/** The kind of a journal's entry, and the step that it is about. */
function isMoment(after: string): boolean {
  const [event = "", step] = after.split(" ");
  return EVENTS.includes(event) && (step === undefined || Object.hasOwn(STEPS, step));
}

const ms = (seconds: string): number => Math.round(Number(seconds) * 1000);
