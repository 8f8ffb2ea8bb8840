import { INTERRUPTED_EARLY } from "../ground/errors.ts";
import type { Invocation } from "./commandLine.ts";
import type { Session } from "./commands/session.ts";
import { failed, print } from "./print.ts";
import type { OutcomeDocument } from "./report/outcome.ts";
import { VERBS } from "./verbs.ts";
import type { World } from "./wire.ts";

type RunState = Parameters<Session["tell"]>[1];

/** As a shell has it: 128 and the signal's number. */
const HUNG_UP = 129;
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Nothing is contacted yet: Ctrl-C ends the command where it is. What this answers with ends that. */
export function endAtOnceOnSignals(invocation: Invocation): () => void {
  const end = (): void => process.exit(print(invocation, failed(invocation, INTERRUPTED_EARLY)));
  for (const name of SIGNALS) process.on(name, end);
  return () => {
    for (const name of SIGNALS) process.off(name, end);
  };
}

/**
 * The first Ctrl-C lets the call that is under way come to its end; the second one ends the process, and the journal
 * knows the rest. `now` is told how the run stands.
 */
export function heedSignals(
  invocation: Invocation,
  { screen, stop }: World,
): { now: (state: RunState) => void } {
  let latest: RunState | null = null;
  // The terminal is gone: what only looks ends, a run goes on. Half-way is the worst place to stop.
  process.on("SIGHUP", () => {
    if (!VERBS[invocation.verb].acts) process.exit(HUNG_UP);
  });
  stop.signal.addEventListener("abort", () => {
    if (!VERBS[invocation.verb].acts) return;
    screen.line("Stopping: a call that is under way is waited for. Ctrl-C again ends at once.");
  });
  void stop.again.then(() => {
    screen.quiet();
    process.exit(print(invocation, { document: endedAtOnce(invocation, latest) }));
  });
  return {
    now: (state) => {
      latest = state;
    },
  };
}

function endedAtOnce(invocation: Invocation, state: RunState | null): OutcomeDocument {
  if (state?.plan == null || !state.touched) return failed(invocation, INTERRUPTED_EARLY).document;
  const { environment, from, to } = state.plan.move;
  const resume = `vault-dr resume ${environment}`;
  const { document } = failed(invocation, {
    code: "INTERRUPTED",
    now: "Ended at once. A call that was under way may still take effect.",
    next: `Go on with: ${resume}`,
  });
  const remaining = [{ what: "finish the run", command: resume }];
  return { ...document, run: state.run, from, to, remaining };
}
