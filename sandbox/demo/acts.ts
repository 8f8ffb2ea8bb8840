import type { Sandbox } from "../doors/loopback/sandbox.ts";
import { COMMAND_MS_MAX, type CommandEnd } from "./command.ts";
import type { Figures } from "./figures.ts";

/** One thing that the demo does by the command itself, and how it must end. */
export type Act = {
  name: string;
  /** What happens, for a person who reads along. */
  story: string;
  /** What happens to the world before the command is called. */
  prepare: (sandbox: Sandbox) => Promise<void>;
  args: string[];
  due: Due;
};

export type Due = {
  exitCode: number;
  serving: string;
  /** What is left to do. */
  remaining: string[];
  /** Whether writes may be lost, and two clusters be writable, through no fault of the command. */
  mayLose: boolean;
  mayOverlap: boolean;
};

const STACK_LEFT = "bring the stack up to date";

/** Without the stack step a move is incomplete: the stack is left to do. */
export function theActs(home: string, away: string, stackApplied: boolean): Act[] {
  const nothing = async (): Promise<void> => {};
  const stackLeft = stackApplied ? [] : [STACK_LEFT];
  const planned = { exitCode: stackApplied ? 0 : 13, mayLose: false, mayOverlap: false };
  return [
    {
      name: `planned move to ${away}`,
      story: "Both Regions are healthy: no acknowledged write may be lost.",
      prepare: nothing,
      args: ["switchover", "test", "--yes"],
      due: { ...planned, serving: away, remaining: stackLeft },
    },
    {
      name: "planned move back",
      story: "The same again, towards the home Region.",
      prepare: nothing,
      args: ["failback", "test", "--yes"],
      due: { ...planned, serving: home, remaining: stackLeft },
    },
    {
      name: `${home} lost, failover`,
      story: `${home} refuses every connection from now on; nobody waits for it.`,
      prepare: (sandbox) => sandbox.setReach(home, "refused"),
      args: ["failover", "test", "--yes", "-m", `demo: ${home} is lost`],
      due: {
        exitCode: 13,
        serving: away,
        remaining: [`reattach ${home}`, ...stackLeft],
        mayLose: true,
        mayOverlap: false,
      },
    },
    {
      name: `${home} back, reattach`,
      story: `${home} comes back and still takes itself for a primary; clients are not led to it.`,
      prepare: (sandbox) => sandbox.setReach(home, "up"),
      args: ["reattach", "test", "--yes"],
      due: { exitCode: 0, serving: away, remaining: [], mayLose: false, mayOverlap: true },
    },
  ];
}

/** Everything that did not come out as it must, in sentences; none when all is well. */
export function surprisesIn({ due }: Act, end: CommandEnd, figures: Figures): string[] {
  const left = (end.document?.remaining ?? []).map(({ what }) => what);
  const extra = left.filter((what) => !due.remaining.includes(what));
  const missing = due.remaining.filter((what) => !left.includes(what));
  const found: [boolean, string][] = [
    [end.cutOff, `not done in ${COMMAND_MS_MAX / 1_000} s, so it was ended`],
    [end.document === null, "the command printed no outcome"],
    [end.exitCode !== due.exitCode, `exit ${end.exitCode}, expected ${due.exitCode}`],
    [
      figures.serving !== due.serving,
      `${figures.serving ?? "nobody"} serves, expected ${due.serving}`,
    ],
    [extra.length > 0, `left to do, and not expected: ${extra.join(", ")}`],
    [missing.length > 0, `expected to be left to do, and not named: ${missing.join(", ")}`],
    [
      !due.mayLose && figures.lost !== 0,
      `${figures.lost ?? "unknown"} acknowledged writes lost, expected 0`,
    ],
    [
      !due.mayOverlap && figures.twoPrimariesMs > 0,
      `two writable primaries for ${figures.twoPrimariesMs} ms, expected 0`,
    ],
    [!figures.recovered, "clients did not write and read again"],
  ];
  return found.flatMap(([is, sentence]) => (is ? [sentence] : []));
}
