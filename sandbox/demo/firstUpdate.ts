import { runChild } from "./child.ts";

/** How the stack came to be applied before anything else, or why it was not. */
export type FirstUpdate = { is: "applied"; resources: string; ms: number } | { is: "skipped" };

type Update = {
  pulumi: string;
  dir: string;
  env: Record<string, string>;
  signal: AbortSignal;
};

const MS_MAX = 90_000;

/** The first `pulumi up`, with the real engine; throws what Pulumi said where it was not taken. */
export async function firstUpdate({ pulumi, dir, env, signal }: Update): Promise<FirstUpdate> {
  const startedAt = Date.now();
  const call = async (...args: string[]): Promise<string> => {
    const run = { command: pulumi, args: [...args, "--non-interactive"], cwd: dir, env };
    const { exitCode, stdout, stderr } = await runChild({ ...run, signal, msMax: MS_MAX });
    signal.throwIfAborted();
    if (exitCode === 0) return stdout;
    throw new Error(`pulumi ${args.join(" ")} ended with ${exitCode}:\n${stdout}${stderr}`);
  };
  await call("stack", "init", "test");
  const said = await call("up", "--yes", "--skip-preview", "--color", "never", "--stack", "test");
  const created = /\+ (\d+ created)/.exec(said)?.[1] ?? "applied";
  return { is: "applied", resources: created, ms: Date.now() - startedAt };
}
