import { enableCompileCache } from "node:module";
import { join } from "node:path";

/**
 * `node firstBroken.ts INVARIANT FROM MOST`: goes through seeded worlds until one breaks the invariant, "" any of them;
 * for `same end` through the commands that may die anywhere. Prints as JSON how many it took, and what was broken.
 */
const [invariant = "", from, most] = process.argv.slice(2);
// Every mutant loads the whole driver: most of that is compiling, and all but one file is as before.
enableCompileCache(join(import.meta.dirname, "../../../.cache"));

const SAME_END = "same end";
const found = await (invariant === SAME_END ? firstOtherEnd() : firstWorld());
process.stdout.write(JSON.stringify(found));

type Found = { worlds: number; broken: string | null };

async function firstWorld(): Promise<Found> {
  const { storyOf } = await import("../../../sandbox/sim/story.ts");
  for (let worlds = 1; worlds <= Number(most); worlds++) {
    const { violations } = await storyOf(Number(from) + worlds - 1, { log: false });
    const broken = violations.find((one) => invariant === "" || one.startsWith(`${invariant}: `));
    if (broken !== undefined) return { worlds, broken };
  }
  return { worlds: Number(most), broken: null };
}

async function firstOtherEnd(): Promise<Found> {
  const { SCENES } = await import("../../../sandbox/sim/crashAnywhere.ts");
  const { sameEnd } = await import("../../../sandbox/sim/invariants/sameEnd.ts");
  const { USUAL } = await import("../../../sandbox/sim/settings.ts");
  const settings = { ...USUAL, credentials: "shares" } as const;
  for (const [index, scene] of SCENES.entries()) {
    const broken = await sameEnd({ scene, settings, host: "desk" });
    if (broken !== null) return { worlds: index + 1, broken: `${SAME_END}: ${broken}` };
  }
  return { worlds: SCENES.length, broken: null };
}
