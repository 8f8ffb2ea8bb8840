import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { StackFileOptions } from "../../../sandbox/doors/loopback/stackFile.ts";
import { type EndState, endState } from "../endState.ts";
import { Rehearsal } from "../rehearsal.ts";

/** A command in a world of its own, and what went before it. */
export type Scene = {
  /** As typed. */
  line: string[];
  file?: StackFileOptions;
  before?(world: Rehearsal): Promise<void>;
};

/** The nth of these calls has taken effect, and its answer is still out. */
export type Moment = { call: string; nth: number };

/** What the next run finds: the world, and whether anything of the ceremonies is left in it. */
export type State = EndState & {
  /** Whether the Region knows a secondary: an id whose token died with a process does no harm (decision 0005). */
  knowsSecondary: Record<string, boolean>;
  sameData: boolean;
  /** Regions in whose slot a generation is under way. */
  generating: string[];
  /** Regions in which a generated root token is left. */
  rootTokens: string[];
};

export type Entered = { world: Rehearsal; asItWas: State };

/** Role changes take 200 ms; a TTL of 2 s is the least that is taken down before a planned move. */
const SMALL = { ttlSeconds: 2, insyncMs: 50, lagMs: 20, vault: { roleChangeMs: 200 } };

/** A fresh world with some writes in it, `asItWas` before anything of the scene has happened. */
export async function enter({ file, before }: Scene): Promise<Entered> {
  const world = await Rehearsal.start(
    { quiesce: true, around: true, ...SMALL },
    { rollbackAfter: "60s", ...file },
  );
  world.sandbox.startWriters({ writesPerSecond: 200, readsPerSecond: 0 });
  await world.writesFlow(10);
  await world.sandbox.stopWriters();
  await new Promise((wake) => setTimeout(wake, 50)); // the last of them arrive at the secondary
  const asItWas = stateOf(world);
  await before?.(world);
  return { world, asItWas };
}

export type Undisturbed = { moments: Moment[]; exitCode: number; said: string; state: State };

/** The scene without a kill: how it ends, and each call of the command that may have changed something, in order. */
export async function undisturbed(scene: Scene): Promise<Undisturbed> {
  const { world } = await enter(scene);
  try {
    const earlier = world.sandbox.truth().changes.length;
    const { exitCode, stderr: said } = await world.run(...scene.line);
    const calls = world.sandbox.truth().changes.slice(earlier);
    return { moments: momentsOf(calls), exitCode, said, state: stateOf(world) };
  } finally {
    await world.stop();
  }
}

function momentsOf(calls: string[]): Moment[] {
  const nth = (call: string, index: number) =>
    calls.slice(0, index + 1).filter((other) => other === call).length;
  return calls.map((call, index) => ({ call, nth: nth(call, index) }));
}

export function stateOf(world: Rehearsal): State {
  const regions = Object.entries(world.sandbox.truth().regions);
  return {
    ...endState(world),
    knowsSecondary: Object.fromEntries(
      regions.map(([name, { knownSecondaries }]) => [name, knownSecondaries.length > 0]),
    ),
    sameData: new Set(regions.map(([, { merkleRoot }]) => merkleRoot)).size === 1,
    generating: regions.flatMap(([name, { generationRunning }]) =>
      generationRunning ? [name] : [],
    ),
    rootTokens: regions.flatMap(([name, { rootTokens }]) => (rootTokens.left > 0 ? [name] : [])),
  };
}

/** What of the run store is not at its end: runs that may go on, and a lease that was not given back. */
export function unended({ folder }: Rehearsal): string[] {
  const store = join(folder, "store");
  if (!existsSync(join(store, "runs"))) return []; // no run was begun; the lease ends by time
  const runs = readdirSync(join(store, "runs")).filter((file) => {
    const last = readFileSync(join(store, "runs", file), "utf8")
      .trim()
      .split("\n")
      .at(-1);
    const { kind, outcome } = JSON.parse(last ?? "{}");
    return kind !== "ended" || outcome === "halted";
  });
  const { released, number } = JSON.parse(readFileSync(join(store, "lease.json"), "utf8"));
  return released ? runs : [...runs, `lease ${number}`];
}
