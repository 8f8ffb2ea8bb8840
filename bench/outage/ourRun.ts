import { Audit } from "../../sandbox/sim/audit.ts";
import type { CommandName } from "../../sandbox/sim/commands.ts";
import type { Incident } from "../../sandbox/sim/incidents/incident.ts";
import { Operator } from "../../sandbox/sim/operator.ts";
import type { Command } from "../../sandbox/sim/process.ts";
import { castOf } from "../../sandbox/sim/story/cast.ts";
import { Staff } from "../../sandbox/sim/story/staff.ts";
import { Troubles } from "../../sandbox/sim/story/troubles.ts";
import type { SimWorld } from "../../sandbox/sim/world.ts";
import { servingIn } from "./serving.ts";

/** How it went. */
export type OurRun = {
  /** In order; -1: the process died before it could say anything. */
  commands: { verb: CommandName; exitCode: number }[];
  /** When the first run was agreed to. */
  consentAt: number | null;
  /** Whether the incident came: one that waits for a step does not where the run has no such step. */
  struck: boolean;
  /** What was done against the rules. */
  violations: string[];
};

/** An operator reads what a command that did not do it says, and runs what it names. */
export const READS_MS = 10_000;
const COMMANDS_MAX = 40;
/** Done, gone back, or done with something left to do, for which clients do not wait where one Region serves. */
const DONE = [0, 12, 13];

/** The command, and then whatever it names, until nothing is left that clients wait for. */
export async function ourRun(
  world: SimWorld,
  verb: CommandName,
  incident: Incident | null,
): Promise<OurRun> {
  const run: OurRun = { commands: [], consentAt: null, struck: false, violations: [] };
  const troubles = new Troubles(world, () => {
    run.struck = true;
  });
  const audit = new Audit(world, (event) => troubles.reached(event));
  const operator = new Operator(world);
  const staff = new Staff(
    { world, audit },
    {
      begins: () => undefined,
      ends: ({ host }, command, { end, beside }) => {
        if (beside) operator.hears({ command, host, end });
        else run.commands.push({ verb: command.verb, exitCode: end?.exitCode ?? -1 });
      },
    },
  );
  world.cast = castOf(staff, operator);
  if (incident !== null) troubles.plan(incident);
  await work(world, { verb }, { operator, staff, run });
  await staff.calm();
  const consents = audit.runs().flatMap(({ confirmedAt }) => confirmedAt ?? []);
  run.consentAt = consents.length === 0 ? null : Math.min(...consents);
  run.violations = audit.violations;
  return run;
}

type AtWork = { operator: Operator; staff: Staff; run: OurRun };

async function work(
  world: SimWorld,
  first: Command,
  { operator, staff, run: { commands } }: AtWork,
): Promise<void> {
  let command = first;
  while (commands.length < COMMANDS_MAX) {
    const end = await staff.runs(command, "laptop");
    const isDone = end !== null && DONE.includes(end.exitCode);
    if (isDone && !world.writersStopped && servingIn(world) !== null) return;
    // As somebody who takes no risks, and calls no run off: that is no way to serve clients sooner.
    const order = operator.next({ command, host: "laptop", end }, true);
    command = order?.command ?? first; // with no word of what is left, what was wished for is tried again
    await world.clock.sleep(READS_MS);
  }
}
