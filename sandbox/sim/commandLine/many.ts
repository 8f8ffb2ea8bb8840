import { exceptionsOverBound } from "../invariants/exceptions.ts";
import { type Seen, simulate } from "../simulate/threads.ts";
import { coverageOf } from "./coverage.ts";
import { keepLogs } from "./keep.ts";
import { brokenLines, progressLine, summaryLines } from "./report.ts";
import type { Ended, Room } from "./room.ts";
import type { ManyWish } from "./wish.ts";

/** Goes through many worlds and says what came of them; of an interrupted one, what was seen until then. */
export async function goThroughMany(wish: ManyWish, room: Room): Promise<Ended> {
  const from = wish.from === "fresh" ? room.freshSeed() : wish.from;
  const { runs, jobs, twice, keep } = wish;
  const threads = jobs === 1 ? "one thread" : `${jobs} threads`;
  room.say(`${runs} worlds from seed ${from}, ${twice ? "each twice, " : ""}on ${threads}`);
  const startedAt = room.now();
  const passedMs = () => room.now() - startedAt;
  const seen = await simulate({
    from,
    runs,
    jobs,
    twice,
    signal: room.signal,
    progress: teller(runs, room, passedMs),
  });
  const coverage = coverageOf(seen);
  const exceptions = exceptionsOverBound(seen);
  const report = [
    ...summaryLines(seen, passedMs()),
    ...coverage.lines,
    ...exceptions,
    ...brokenLines(seen.broken),
    ...seen.lost,
  ];
  for (const line of report) room.say(line);
  if (keep !== null) await keepLogs(keep, { report, broken: seen.broken });
  room.signal.throwIfAborted();
  const { broken, lost } = seen;
  const failures = [broken, lost, coverage.missing, exceptions].flat().length;
  return { is: "ended", exitCode: failures === 0 ? 0 : 1 };
}

const TOLD_EVERY_MS = 5_000;
const TOLD_EVERY_WORLDS = 1_000;

/** Somebody who waits is told every few seconds, a file every thousand worlds. */
function teller(runs: number, room: Room, passedMs: () => number): (seen: Seen) => void {
  let toldAt = 0;
  let told = 0;
  return (seen) => {
    const isDue = room.isWatched
      ? passedMs() - toldAt >= TOLD_EVERY_MS
      : seen.worlds - told >= TOLD_EVERY_WORLDS;
    if (!isDue) return;
    toldAt = passedMs();
    told = seen.worlds;
    room.tell(progressLine(seen, runs, toldAt));
  };
}
