import type { CommandEnd, Rehearsal } from "../rehearsal.ts";
import { enter, type Moment, type Scene, type State, stateOf, unended } from "./scene.ts";

/** A command that is run after the kill, and its exit code. */
export type After = [verb: "resume" | "abort", exitCode: number];

export type Row = {
  moment: Moment;
  /** How the commands after the kill ended, how long they took, and what they said. */
  after: After[];
  ms: number;
  said: string;
  asItWas: State;
  state: State;
  /** Runs and leases that are not at their end. */
  unended: string[];
  /** Stretches of two writable primaries since the command was begun that was killed. */
  twoPrimaries: string[];
  lostKeys: string[];
  /** Regions with operation tokens that neither died with the killed process nor were reported. */
  tokensUnaccounted: string[];
};

/** In a fresh world the scene's command is killed at the moment, then the commands of `due` are run. */
export async function killedAt(
  scene: Scene,
  moment: Moment,
  due: After[],
  waitMs = 0,
): Promise<Row> {
  const { world, asItWas } = await enter(scene);
  try {
    const earlier = world.sandbox.truth().twoPrimaries.length;
    await world.killAfterNth(moment.nth, moment.call, ...scene.line);
    const dead = tokensIn(world);
    await new Promise((wake) => setTimeout(wake, waitMs));
    const ends: CommandEnd[] = [];
    for (const [verb] of due) ends.push(await world.run(verb, "test", "--yes"));
    const findings = ends.flatMap(({ document }) => document.findings ?? []);
    const { twoPrimaries, lostKeys } = world.sandbox.truth();
    const reported = findings.flatMap(({ id, now }) => (id === "TOKENS_LEFT" ? [now] : [])).join();
    return {
      moment,
      after: ends.map(({ exitCode }, index): After => [due[index]?.[0] ?? "resume", exitCode]),
      ms: ends.reduce((sum, { ms }) => sum + ms, 0),
      said: ends.map(({ stderr, stdout }) => `${stderr}\n${stdout}`).join("\n"),
      asItWas,
      state: stateOf(world),
      unended: unended(world),
      twoPrimaries: twoPrimaries.slice(earlier).map(({ regions }) => regions.join(", ")),
      lostKeys,
      tokensUnaccounted: Object.entries(tokensIn(world)).flatMap(([region, left]) => {
        const accounted = (dead[region] ?? 0) + (reported.includes(region) ? 1 : 0);
        return left > accounted ? [region] : [];
      }),
    };
  } finally {
    await world.stop();
  }
}

const tokensIn = (world: Rehearsal): Record<string, number> =>
  Object.fromEntries(
    Object.entries(world.sandbox.truth().regions).map(([region, { operationTokens }]) => [
      region,
      operationTokens.left,
    ]),
  );
