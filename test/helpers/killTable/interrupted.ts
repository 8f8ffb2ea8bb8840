import { type CommandEnd, type Rehearsal, type Running, until } from "../rehearsal.ts";
import { enter, type Scene, type State, stateOf, unended } from "./scene.ts";

/** A line of the event log: the step is about to act, or has ended. */
export type Moment = { event: "step.started" | "step.finished"; step: string };

export const whenStarted = (step: string): Moment => ({ event: "step.started", step });
export const whenFinished = (step: string): Moment => ({ event: "step.finished", step });

/** How a command is stopped: by which signal, sent to it alone or, as a terminal does it, to its process group. */
export type Stopping = { signal?: "SIGINT" | "SIGTERM"; group?: boolean };

export type Interrupted = {
  end: CommandEnd;
  /** Runs and leases that were not at their end after it. */
  left: string[];
  resumed: CommandEnd;
  /** Before the command, and after `resume`. */
  asItWas: State;
  state: State;
  twoPrimaries: string[];
  lostKeys: string[];
};

/** In a fresh world the scene's command is stopped at the moment, then resumed. */
export async function interruptedAt(
  scene: Scene,
  moment: Moment,
  { signal = "SIGINT", group = false }: Stopping = {},
): Promise<Interrupted> {
  const { world } = await enter(scene);
  try {
    const asItWas = stateOf(world);
    if (group) world.inForeground();
    const startedAt = Date.now();
    const end = await stoppedAt(world, scene.line, moment, ({ child }) =>
      process.kill(group ? -(child.pid ?? 0) : (child.pid ?? 0), signal),
    );
    const left = unended(world);
    const resumed = await world.run("resume", "test", "--yes");
    const { twoPrimaries, lostKeys } = world.sandbox.truth();
    return {
      end,
      left,
      resumed,
      asItWas,
      state: stateOf(world),
      twoPrimaries: twoPrimaries
        .filter(({ from }) => from >= startedAt)
        .map(({ regions }) => regions.join(", ")),
      lostKeys,
    };
  } finally {
    await world.stop();
  }
}

/** Begins the command, does something to it at the moment, and waits for its end. */
export async function stoppedAt(
  world: Rehearsal,
  line: string[],
  { event, step }: Moment,
  stop: (running: Running) => void,
): Promise<CommandEnd> {
  const earlier = world.eventLog().length;
  const running = world.begin(...line);
  let over: CommandEnd | null = null;
  void running.ended.then((end) => {
    over = end;
  });
  const isReached = () =>
    world
      .eventLog()
      .slice(earlier)
      .some((one) => one.event === event && one.step === step);
  await until(() => isReached() || over !== null, `${event} ${step}`, 60_000);
  if (over === null) stop(running);
  const end = await running.ended;
  if (!isReached()) throw new Error(`it ended before ${event} ${step}: ${end.stderr}${end.stdout}`);
  return end;
}
