import { type Usual, usualIn } from "../journal/usual.ts";
import type { StepName } from "../plan/plan.ts";
import type { Ports } from "../ports/ports.ts";
import { type LogLine, logLines } from "../report/eventLog.ts";
import { progressOf, UnderWay, type Words } from "../report/progress.ts";
import { STEPS } from "../steps/catalogue.ts";
import type { Session } from "./session.ts";

type Audience = {
  screen: {
    line(text: string): void;
    begun(text: string): void;
    working(words: Words): void;
    quiet(): void;
  };
  logEvent: (line: LogLine) => void;
  ports: Pick<Ports, "store">;
};

/** Tells every entry of a run's journal, once it is on record: events to programs, lines to people. */
export function tellTo({ screen, logEvent, ports }: Audience): Session["tell"] {
  const usual: Usual = {};
  // Read while the run begins. Nothing waits for it: a line that comes earlier does without.
  void usualIn(ports.store).then((found) => Object.assign(usual, found));
  const underWay = new UnderWay();
  let logged = true;
  return (event, state) => {
    try {
      for (const line of logLines(event, state)) logEvent(line);
    } catch (error) {
      // No run stops half-way because a disk is full.
      if (logged) screen.line(`! The event log is not complete: ${(error as Error).message}`);
      logged = false;
    }
    const move = state.plan?.move;
    const titleOf = (step: StepName) => (move === undefined ? step : STEPS[step].title(move));
    const progress = progressOf(event, state, { titleOf, usual });
    if (progress !== null) screen[progress.is](progress.text);
    const words = underWay.after(event, state, { titleOf, usual });
    if (words === null) screen.quiet();
    else screen.working(words);
  };
}
