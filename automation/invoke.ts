import { type Failure, failureOf } from "../ground/errors.ts";
import { listProblems } from "../ground/problems.ts";
import type { Invocation } from "./commandLine.ts";
import type { Session } from "./commands/session.ts";
import { printWithoutColour, processEnvironment, readConfig } from "./config.ts";
import { failed, print } from "./print.ts";
import { endAtOnceOnSignals, heedSignals } from "./signals.ts";
import { type Result, VERBS } from "./verbs.ts";
import type { World } from "./wire.ts";

const WATCH_PAUSE_MS = 2_000;

/** Reads the configuration, wires the world, runs the verb and prints what came of it. Resolves to the exit code. */
export async function invoke(invocation: Invocation, release: string): Promise<number> {
  const verb = VERBS[invocation.verb];
  if ("runAlone" in verb) {
    return print(
      invocation,
      await verb
        .runAlone(invocation)
        .catch((error: unknown) => failed(invocation, failureOf(error, invocation.environment))),
    );
  }
  const read = readConfig({
    env: processEnvironment(),
    cwd: invocation.cwd,
    environment: invocation.environment,
    configFile: invocation.configFile ?? undefined,
    flags: { rollbackAfter: invocation.rollbackAfter ?? undefined },
  });
  if ("problems" in read) {
    const now = listProblems(
      "The configuration has problems; nothing was contacted.",
      read.problems,
    );
    return print(
      invocation,
      failed(invocation, { code: "CONFIG_INVALID", now, next: "Mend all of them." }),
    );
  }
  const without = mustAskButCannot(invocation);
  if (without !== null) return print(invocation, failed(invocation, without));

  if (invocation.color === "never") printWithoutColour();
  const letGo = endAtOnceOnSignals(invocation);
  const { wire } = await import("./wire.ts");
  const world = await wire(read.config, invocation);
  letGo();
  const session = await openSession({ invocation, release, config: read.config, world });
  for (const note of read.config.notes) session.say(note);
  try {
    return await runVerb(verb.run, session, invocation, world.screen);
  } catch (error) {
    world.screen.quiet();
    if (invocation.watch && session.signal.aborted) return 0;
    return print(invocation, failed(invocation, failureOf(error, invocation.environment)));
  }
}

/** Exit 2 for a command line that cannot be read; with --json as a document like every other end. */
export function usageRefused(problem: string, json: boolean): number {
  const failure: Failure = { code: "USAGE", now: problem, next: "See: vault-dr --help" };
  return print({ json, eventLog: null }, failed({ verb: "usage", environment: "" }, failure));
}

async function runVerb(
  run: (session: Session, invocation: Invocation) => Promise<Result>,
  session: Session,
  invocation: Invocation,
  screen: World["screen"],
): Promise<number> {
  for (;;) {
    const result = await run(session, invocation);
    screen.quiet();
    const code = print(invocation, result);
    if (!invocation.watch || session.signal.aborted) return code;
    await session.ports.clock.sleep(WATCH_PAUSE_MS, session.signal);
    if (session.signal.aborted) return code;
  }
}

type Opening = { invocation: Invocation; release: string; config: Session["config"]; world: World };

async function openSession({ invocation, release, config, world }: Opening): Promise<Session> {
  const { screen, ports, localStore } = world;
  const tell = VERBS[invocation.verb].acts ? await telling(world) : () => undefined;
  const signals = heedSignals(invocation, world);
  return {
    environment: invocation.environment,
    config,
    ports,
    localStore,
    release,
    signal: world.stop.signal,
    flags: {
      to: invocation.to,
      yes: invocation.yes,
      reason: invocation.message,
      enforceRto: invocation.enforceRto,
      consents: invocation.consents,
    },
    say: (text) => screen.line(text),
    tell: (event, state) => {
      signals.now(state);
      tell(event, state);
    },
  };
}

/** Only a run has a journal, and needs what is loaded to tell it. */
const telling = async (world: World): Promise<Session["tell"]> =>
  (await import("./commands/telling.ts")).tellTo(world);

/** Without a terminal nobody can be asked: such a run must have been agreed to beforehand. */
function mustAskButCannot({
  verb,
  yes,
  environment,
  message,
  nonInteractive,
}: Invocation): Failure | null {
  const present = process.stdin.isTTY === true && process.stderr.isTTY === true && !nonInteractive;
  if (present || !VERBS[verb].asks) return null;
  if (!yes) {
    return {
      code: "NO_CONSENT_POSSIBLE",
      now: `There is no terminal to ask on, and ${verb} asks for consent. Nothing was contacted.`,
      next: `Agree beforehand: vault-dr ${verb} ${environment} --yes`,
    };
  }
  if (verb !== "failover" || message !== null) return null;
  return {
    code: "REASON_MISSING",
    now: "A failover needs a reason. Nothing was contacted.",
    next: `Say it: vault-dr failover ${environment} --yes -m "why"`,
  };
}
