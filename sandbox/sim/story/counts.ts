import type { JournalEvent } from "../../../automation/journal/events.ts";
import type { Consents } from "../../../automation/plan/snapshot.ts";
import type { CommandEnd } from "../process.ts";

/** What keeps a run from going back, by the words of the one who looked. */
export const BARS = {
  "no way back in the plan": /this run has no way back/,
  "old primary dead": /does not answer/,
  "promotion done": /promote-new-primary is done/,
  "promotion may have effect": /was sent and may have taken effect/,
  "target not secondary": /does not read as a secondary/,
  "target promoted by others": /is primary, and not by this run/,
} as const;

/** As what a journal entry counts: `step demote-old-primary`, `way back ROLLBACK_DUE`, `consent acceptLoss`. */
export function countsOf(event: JournalEvent): string[] {
  switch (event.kind) {
    case "planned":
    case "resumed":
      return given(event.consents);
    case "finished":
      return [`step ${event.step}`];
    case "failed":
      return [`failed ${event.step}`];
    case "went-back":
      return [`way back ${event.because.code}`];
    case "superseded":
      return ["superseded"];
    default:
      return [];
  }
}

/** As what the end of a command counts: `exit 13`, `finding LINK_DOWN`, `refuse LINK_DOWN`, `no way back: …`. */
export function countsOfEnd(end: CommandEnd): string[] {
  if (end === null) return ["died"];
  const { exitCode, findings } = end;
  return [
    `exit ${exitCode}`,
    ...new Set(findings.flatMap(({ id, severity }) => [`finding ${id}`, `${severity} ${id}`])),
    ...findings.flatMap(({ now }) => barsIn(now)),
  ];
}

const given = (consents: Consents | undefined): string[] =>
  Object.entries(consents ?? {}).flatMap(([name, is]) => (is ? [`consent ${name}`] : []));

function barsIn(now: string): string[] {
  const [, why] =
    /(?:Going back is not possible|cannot go back|is not promoted again): (.*)/s.exec(now) ?? [];
  if (why === undefined) return [];
  const bars = Object.entries(BARS).filter(([, words]) => words.test(why));
  return bars.map(([bar]) => `no way back: ${bar}`);
}
