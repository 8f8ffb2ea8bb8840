import type { SandboxOptions } from "../doors/loopback/options.ts";
import { type Act, surprisesIn, theActs } from "./acts.ts";
import { type CommandEnd, runCommand } from "./command.ts";
import { clientsGoOn, measure } from "./figures.ts";
import { CLIENTS, openPlayground, type Playground } from "./playground.ts";
import { actReport, type Played, summary } from "./report.ts";
import { folded, indented, pairs, seconds } from "./tables.ts";

export type DemoWish = {
  /** Short waits: for a test of the demo, not for its figures. */
  fast: boolean;
  /** Leaves the folder with stack file, state and journals behind. */
  keep: boolean;
  signal: AbortSignal;
  say: (line: string) => void;
};

type Pace = Required<Pick<SandboxOptions, "ttlSeconds" | "insyncMs" | "lagMs">> & {
  vault: { roleChangeMs: number; attachMs: number };
};

const USUAL: Pace = {
  ttlSeconds: 5,
  insyncMs: 2_000,
  lagMs: 100,
  vault: { roleChangeMs: 2_000, attachMs: 1_000 },
};
const FAST: Pace = {
  ttlSeconds: 1,
  insyncMs: 200,
  lagMs: 100,
  vault: { roleChangeMs: 150, attachMs: 100 },
};

/** There and back by plan, then a disaster and the way home, each by the command itself. Resolves to the exit code. */
export async function demo(wish: DemoWish): Promise<number> {
  const { fast, keep, signal, say } = wish;
  const pace = fast ? FAST : USUAL;
  say("vault-dr demo: a pair of Vault clusters, moved under load by the command itself");
  say("   The sandbox starts, then the stack is applied to it ...");
  const playground = await openPlayground(pace, signal);
  try {
    for (const line of indented(opening(playground, pace))) say(line);
    await clientsGoOn(playground.sandbox, signal);
    const { played, surprises } = await playAll(playground, wish);
    return conclude(played, surprises, say);
  } finally {
    await playground.close({ keep });
    if (keep) say(`Kept: ${playground.dir}`);
  }
}

/** Stops after the first act that did not end as it must: the next ones build on it. */
async function playAll(
  playground: Playground,
  { signal, say }: DemoWish,
): Promise<{ played: Played[]; surprises: string[] }> {
  const [home, away] = playground.sandbox.regions.map(({ region }) => region);
  const acts = theActs(home ?? "", away ?? "", playground.stack.is === "applied");
  const played: Played[] = [];
  for (const [index, act] of acts.entries()) {
    signal.throwIfAborted();
    say("");
    say(`${index + 1}. ${act.name}`);
    const one = await play(act, playground, { signal, say });
    played.push(one);
    say("");
    for (const line of indented(actReport(one, playground.stack.is === "skipped"))) say(line);
    const surprises = surprisesIn(act, one.end, one.figures);
    if (surprises.length === 0) continue;
    const findings = one.end.document?.findings ?? [];
    const found = findings.map(({ id, now, next }) => `${id}: ${now} ${next}`);
    return { played, surprises: [...surprises.map((what) => `${act.name}: ${what}`), ...found] };
  }
  return { played, surprises: [] };
}

async function play(
  act: Act,
  playground: Playground,
  { signal, say }: Pick<DemoWish, "signal" | "say">,
): Promise<Played> {
  const progress = (line: string, ms: number): void => {
    for (const part of folded(line, `${(ms / 1_000).toFixed(1).padStart(7)} s | `)) say(part);
  };
  for (const line of indented([act.story, `$ vault-dr ${act.args.map(asTyped).join(" ")}`])) {
    say(line);
  }
  const run = async (): Promise<CommandEnd> => {
    await act.prepare(playground.sandbox);
    return runCommand(playground, act.args, { signal, progress });
  };
  const { result, figures } = await measure(playground.sandbox, run, signal);
  return { act, end: result, figures };
}

function opening({ sandbox, stack, dir }: Playground, pace: Pace): string[] {
  const [home, away] = sandbox.regions.map(({ region }) => region);
  const { vault, insyncMs, ttlSeconds, lagMs } = pace;
  return pairs([
    [
      "sandbox",
      `${home} primary, ${away} secondary; a role change takes ${seconds(vault.roleChangeMs)}, Route 53 ${seconds(insyncMs)} to INSYNC, replication ${lagMs} ms; TTL ${ttlSeconds} s`,
    ],
    [
      "clients",
      `${CLIENTS.writesPerSecond} writes and ${CLIENTS.readsPerSecond} reads a second by the service's name, all the time`,
    ],
    ["folder", dir],
    ["stack", stackText(stack)],
  ]);
}

function stackText(stack: Playground["stack"]): string {
  if (stack.is === "applied")
    return `pulumi up with the real engine: ${stack.resources} (${seconds(stack.ms)})`;
  return 'skipped, there is no Pulumi CLI: the records stand as if it had been applied, and every move ends with exit 13 and "bring the stack up to date" left to do';
}

function conclude(played: Played[], surprises: string[], say: DemoWish["say"]): number {
  const lines = [
    "",
    "Summary",
    ...indented(summary(played)),
    "",
    "The predecessor's sequence: see npm run bench",
  ];
  for (const line of lines) say(line);
  if (surprises.length === 0) return 0;
  say("");
  say("NOT AS EXPECTED");
  for (const surprise of surprises) for (const line of folded(surprise, "   ")) say(line);
  return 1;
}

const asTyped = (word: string): string => (word.includes(" ") ? `"${word}"` : word);
