import { incidentLine } from "../incidents/schedule.ts";
import { settingsLine } from "../settings.ts";
import { goneThroughTwice } from "../simulate/twice.ts";
import { play } from "../story.ts";
import { type World, worldOf } from "./overridden.ts";
import type { Ended, Room } from "./room.ts";
import { shrunk } from "./shrink.ts";
import type { OneWish } from "./wish.ts";

/** Goes through one world and prints a line per change; or looks for the fewest faults that break the same rule. */
export async function replay(wish: OneWish, room: Room): Promise<Ended> {
  const world = worldOf(wish);
  if (world.is === "wrong") return world;
  room.say(settingsLine(world.settings));
  room.say(`faults: ${scheduleLine(world)}`);
  return wish.shrink ? shrink(world, wish, room) : tell(world, wish, room);
}

async function tell(world: World, { twice }: OneWish, room: Room): Promise<Ended> {
  const once = () => play(world.settings, world.schedule, { log: true });
  const { log, violations } = twice ? await goneThroughTwice(once) : await once();
  for (const line of [...log, ...violations.map(brokenLine)]) room.say(line);
  if (twice && violations.length === 0) room.say("twice: the two logs are the same");
  return endedWith(violations);
}

async function shrink(world: World, { set }: OneWish, room: Room): Promise<Ended> {
  const { schedule, violations } = await shrunk({
    schedule: world.schedule,
    violationsOf: async (faults) => (await play(world.settings, faults, { log: false })).violations,
    tell: room.tell,
  });
  if (violations.length === 0) {
    room.say("no rule is broken: there is nothing to shrink");
    return endedWith(violations);
  }
  for (const line of violations.map(brokenLine)) room.say(line);
  const settings = set.map(([name, value]) => ` --set ${name}=${value}`).join("");
  const faults = scheduleLine({ ...world, schedule });
  room.say(`npm run sim -- --seed ${world.settings.seed}${settings} --faults "${faults}"`);
  return endedWith(violations);
}

const endedWith = (violations: string[]): Ended => ({
  is: "ended",
  exitCode: violations.length === 0 ? 0 : 1,
});

const scheduleLine = ({ schedule }: World): string => schedule.map(incidentLine).join("; ");

const brokenLine = (violation: string): string => `BROKEN  ${violation}`;
