import { exitOf, type Failure, OperatorError } from "../ground/errors.ts";
import { listProblems } from "../ground/problems.ts";
import type { Invocation } from "./commandLine.ts";
import type { Session } from "./commands/session.ts";
import { processEnvironment, readConfig } from "./config.ts";
import { logLines } from "./report/eventLog.ts";
import { type OutcomeDocument, withoutRun } from "./report/outcome.ts";
import { progressOf } from "./report/progress.ts";
import { outcomeText } from "./report/text.ts";
import { type Result, VERBS } from "./verbs.ts";
import type { World } from "./wire.ts";

const WATCH_PAUSE_MS = 2_000;

/** Reads the configuration, wires the world, runs the verb and prints what came of it. Resolves to the exit code. */
export async function invoke(invocation: Invocation, release: string): Promise<number> {
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
    return tell(
      invocation,
      failed(invocation, { code: "CONFIG_INVALID", now, next: "Mend all of them." }),
    );
  }
  const without = mustAskButCannot(invocation);
  if (without !== null) return tell(invocation, failed(invocation, without));

  const { wire } = await import("./wire.ts");
  const world = await wire(read.config, invocation);
  const session = await openSession({ invocation, release, config: read.config, world });
  for (const note of read.config.notes) session.say(note);
  try {
    return await runVerb(session, invocation, world.screen);
  } catch (error) {
    world.screen.quiet();
    return tell(invocation, failed(invocation, failureOf(error)));
  }
}

/** Exit 2 for a command line that cannot be read; with --json as a document like every other end. */
export function usageRefused(problem: string, json: boolean): number {
  const failure: Failure = { code: "USAGE", now: problem, next: "See: vault-dr --help" };
  return tell({ json, eventLog: null }, failed({ verb: "usage", environment: "" }, failure));
}

async function runVerb(
  session: Session,
  invocation: Invocation,
  screen: World["screen"],
): Promise<number> {
  const verb = VERBS[invocation.verb];
  for (;;) {
    const result = await verb.run(session, invocation);
    screen.quiet();
    const code = tell(invocation, result);
    if (!invocation.watch || session.signal.aborted) return code;
    await session.ports.clock.sleep(WATCH_PAUSE_MS, session.signal);
    if (session.signal.aborted) return code;
  }
}

type Opening = { invocation: Invocation; release: string; config: Session["config"]; world: World };

async function openSession({ invocation, release, config, world }: Opening): Promise<Session> {
  const { STEPS } = await import("./steps/catalogue.ts");
  const { screen, logEvent, ports } = world;
  return {
    environment: invocation.environment,
    config,
    ports,
    release,
    signal: stopOnSignals(screen),
    flags: {
      to: invocation.to,
      yes: invocation.yes,
      reason: invocation.message,
      enforceRto: invocation.enforceRto,
      consents: invocation.consents,
    },
    say: (text) => screen.line(text),
    tell: (event, state) => {
      for (const line of logLines(event, state)) logEvent(line);
      const move = state.plan?.move;
      const progress = progressOf(event, state, (step) =>
        move === undefined ? step : STEPS[step].title(move),
      );
      if (progress?.is === "line") screen.line(progress.text);
      else if (progress?.is === "working") screen.working(progress.text);
    },
  };
}

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
      now: `${verb} asks for consent, and there is no terminal to ask on. Nothing was contacted.`,
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

/** The first Ctrl-C lets the step that is under way come to its end; the second one ends the process: the journal knows. */
function stopOnSignals(screen: World["screen"]): AbortSignal {
  const stop = new AbortController();
  const onSignal = (): void => {
    if (stop.signal.aborted) process.exit(exitOf("INTERRUPTED"));
    screen.line("Stopping: the call that is under way is waited for. Ctrl-C again ends at once.");
    stop.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return stop.signal;
}

/** One JSON document on stdout, or the text for people. stdout is left alone when the event log has it. */
function tell(
  { json, eventLog }: Pick<Invocation, "json" | "eventLog">,
  { document, text }: Result,
): number {
  if (json) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  else {
    const stream = eventLog === "-" || document.exitCode === 2 ? process.stderr : process.stdout;
    stream.write((text ?? "") + outcomeText(document));
  }
  return document.exitCode;
}

function failed(
  { verb, environment }: { verb: string; environment: string },
  failure: Failure,
): { document: OutcomeDocument } {
  const exitCode = exitOf(failure.code);
  const outcome = [2, 3, 10, 11].includes(exitCode)
    ? "refused"
    : exitCode >= 14
      ? "halted"
      : "failed";
  const finding = {
    id: failure.code,
    severity: "refuse",
    now: failure.now,
    next: failure.next,
  } as const;
  return { document: withoutRun({ verb, environment, outcome, exitCode, findings: [finding] }) };
}

function failureOf(error: unknown): Failure {
  if (error instanceof OperatorError) return error.failure;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : "an unknown error";
  return {
    code: "INTERNAL",
    now: `A defect of vault-dr: ${text}.`,
    next: "Look with `vault-dr status`, then go on with `vault-dr resume`.",
  };
}
