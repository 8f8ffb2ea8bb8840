import { goThroughMany } from "./commandLine/many.ts";
import { replay } from "./commandLine/replay.ts";
import type { Ended, Room } from "./commandLine/room.ts";
import { type Wished, wishIn } from "./commandLine/wish.ts";

const HELP = `The unchanged driver in seeded worlds, each with its own faults, in virtual time.

  npm run sim                     1,000 worlds; docs/simulation.md says what is drawn and judged
    --runs N  --from SEED         how many, and the first seed; "fresh" draws one and prints it
    --jobs N                      threads (default: one a processor, 4 at most)
    --twice                       each world twice, the logs compared byte by byte
    --keep FOLDER                 keeps the report, and the log of every world that broke a rule
  npm run sim -- --seed N         one world, a line per change; --twice goes with it too
    --faults "…"                  in place of the drawn ones: as they are printed, ";" in between
    --with "…"  --without 1,3     faults added; left out, by their place in the printed line
    --set NAME=VALUE              another setting, by its printed name; may be given again
    --shrink                      leaves out every fault that the broken rule does not need
`;

/** `npm run sim`: resolves to 0, to 1 when a rule was broken or something was never seen, to 2 for a wrong usage. */
export async function simulation(args: string[], room: Room): Promise<number> {
  if (args.includes("--help")) {
    room.say(HELP.trimEnd());
    return 0;
  }
  const ended = await carriedOut(wishIn(args), room);
  if (ended.is === "ended") return ended.exitCode;
  for (const problem of ended.problems) room.tell(problem);
  room.tell(`\n${HELP.trimEnd()}`);
  return 2;
}

async function carriedOut(wish: Wished, room: Room): Promise<Ended> {
  switch (wish.is) {
    case "many":
      return goThroughMany(wish, room);
    case "one":
      return Promise.race([replay(wish, room), untilAborted(room.signal)]);
    case "wrong":
      return wish;
  }
}

/** Rejects with the reason; a single world leaves nothing behind that would have to be ended. */
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
