import { type Answer, ok, refused, unknown } from "../../ground/answer.ts";
import type { HookEnvironment, HookName, HooksPort } from "../ports/hooks.ts";

type Argv = readonly string[];

export type HooksOptions = {
  /** argv, run without a shell; a relative program is looked for in `cwd`. */
  quiesce?: Argv | undefined;
  unquiesce?: Argv | undefined;
  /** Run in order, up to the first that fails. */
  before?: readonly Argv[] | undefined;
  after?: readonly Argv[] | undefined;
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
};

/** The team's own commands around a move. A hook is given who moves where, and none of our secrets. */
export function hooksAdapter(options: HooksOptions): HooksPort {
  return {
    has: (hook) => commandsOf(options, hook).length > 0,
    run: async (hook, environment, boundMs) => {
      const commands = commandsOf(options, hook);
      if (commands.length === 0) return refused(127, `there is no ${hook} hook`);
      const env = { ...withoutSecrets(options.env), ...variablesOf(environment) };
      return runInOrder(commands, { cwd: options.cwd, env, boundMs });
    },
  };
}

function commandsOf(options: HooksOptions, hook: HookName): readonly Argv[] {
  if (hook === "before" || hook === "after") return options[hook] ?? [];
  const command = options[hook];
  return command === undefined ? [] : [command];
}

type Place = { cwd: string; env: NodeJS.ProcessEnv; boundMs: number };

/** All within the bound. The answer names the program that did not end well. */
async function runInOrder(commands: readonly Argv[], place: Place): Promise<Answer<void>> {
  const end = performance.now() + place.boundMs;
  for (const [program = "", ...args] of commands) {
    const leftMs = Math.floor(end - performance.now());
    const answer =
      leftMs <= 0
        ? unknown("timed-out", "its turn had not come in time")
        : await runHook(program, args, { ...place, boundMs: leftMs });
    if (answer.is !== "ok") return { ...answer, text: `${answer.text} (${program})` };
  }
  return ok(undefined);
}

const KILL_AFTER_MS = 1_000;
const LAST_WORDS_MS = 100;

async function runHook(
  program: string,
  args: string[],
  { cwd, env, boundMs }: Place,
): Promise<Answer<void>> {
  const { execa } = await import("execa");
  const child = execa(program, args, {
    cwd,
    env,
    extendEnv: false,
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
    buffer: false,
    timeout: boundMs,
    killDescendants: true,
    forceKillAfterDelay: KILL_AFTER_MS,
    reject: false,
  });
  const words = listen(child.stderr);
  // What a hook started in the background may keep our pipe open; the hook's own end is the answer.
  child.nodeChildProcess.once("exit", () => {
    setTimeout(() => child.stderr.destroy(), LAST_WORDS_MS);
  });
  const { exitCode, timedOut, signal, code } = await child;
  if (timedOut) return unknown("timed-out", `not done in ${boundMs} ms`);
  if (exitCode === 0) return ok(undefined);
  if (exitCode !== undefined) return refused(exitCode, words() || "nothing on stderr");
  // A Ctrl-C of the operator's that reached the hook too, or somebody who stopped it: it may have done its work.
  if (signal === "SIGINT" || signal === "SIGTERM") return unknown("cut", `killed by ${signal}`);
  if (signal !== undefined) return refused(128, `killed by ${signal}`);
  return refused(127, `cannot be started: ${code ?? "unknown reason"}`);
}

/** Collects the beginning of what is said; the rest is let go, so that nobody waits for a reader. */
function listen(stream: NodeJS.ReadableStream): () => string {
  let heard = "";
  stream.on("data", (chunk: Buffer) => {
    if (heard.length < 2_000) heard += chunk.toString("utf8");
  });
  stream.on("error", () => undefined); // the exit code tells
  return () => heard.trim().split("\n", 1)[0]?.slice(0, 200) ?? "";
}

const variablesOf = ({ run, from, to }: HookEnvironment) => ({
  VAULT_DR_RUN: run,
  VAULT_DR_FROM: from,
  VAULT_DR_TO: to,
});

const SECRET =
  /^(VAULT_TOKEN|VAULT_DR_OPERATION_TOKEN|VAULT_RECOVERY_KEY_.*|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|AWS_CONTAINER_AUTHORIZATION_TOKEN|PULUMI_ACCESS_TOKEN|PULUMI_CONFIG_PASSPHRASE)$/;

const withoutSecrets = (env: HooksOptions["env"]) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !SECRET.test(name)));
