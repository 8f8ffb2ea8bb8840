import type { Reach } from "../sandbox/model/vault/cluster.ts";
import { type About, type Measured, type Row, rowOf } from "./table.ts";
import {
  CLIENT_MODEL,
  consentedAt,
  inWorld,
  pauseFor,
  runCommand,
  startClients,
  startPair,
  WORLD,
  wrongEnd,
} from "./world.ts";

type Lost = Exclude<Reach, "up">;

type Figures = {
  /** From the consent to the first acknowledged write. */
  outageMs: number;
  toldMs: number;
  lostWrites: number;
  twoPrimariesMs: number;
  overheadMs: number;
  failures: string[];
};

const HOW: Record<Lost, string> = {
  refused: "old primary refuses",
  hanging: "old primary hangs",
};
const OUTAGE_MS_MAX = WORLD.ttlSeconds * 1_000 + 10_000 + WORLD.insyncMs;
const OVERHEAD_MS_MAX = 300;

/** The disaster: the serving Region is gone, once refusing connections, once taking them and never answering. */
export async function disaster({ runs }: { runs: number }): Promise<Measured> {
  const measured: Measured = { rows: [], notes: NOTES, failures: [] };
  for (const reach of ["refused", "hanging"] as const) {
    const figures: Figures[] = [];
    for (let run = 0; run < runs; run++) {
      figures.push(await loseOnce(reach, (run * WORLD.ttlSeconds * 1_000) / runs));
    }
    measured.rows.push(...rowsOf(reach, figures));
    measured.failures.push(...figures.flatMap(({ failures }) => failures));
  }
  return measured;
}

const NOTES = [
  "disaster: the outage counts from the consent (--yes) in the run's journal; before it the command looks at a Region that is silent. The record is not primed: the resolver goes on with what it holds, and the runs are spread evenly over its TTL. Writes that were acknowledged and not shipped when the Region went are lost by nature.",
];

/** The Region goes `afterMs` later than it could: the resolver is then at another point of its TTL. */
const loseOnce = (reach: Lost, afterMs: number): Promise<Figures> =>
  inWorld(startPair(), async (world) => {
    const { sandbox } = world;
    await startClients(world);
    await pauseFor(afterMs);
    const [serving = "", target = ""] = sandbox.regions.map(({ region }) => region);
    await sandbox.setReach(serving, reach);
    const end = await runCommand(world, "failover", "test", "--to", target, "--yes", "-m", "bench");
    const failures = wrongEnd(`disaster, ${HOW[reach]}`, end);
    if (failures.length === 0) await world.writesFlow();
    await sandbox.stopWriters();
    const { writeOutage, lostWrites, twoPrimariesMs } = sandbox.truth();
    const { timings } = end.document;
    const consent = failures.length === 0 ? consentedAt(world, end) : Number.NaN;
    const gap = writeOutage.gaps.find(({ from, to }) => from <= consent && consent < (to ?? 0));
    return {
      outageMs: (gap?.to ?? Number.NaN) - consent,
      toldMs: timings?.writeOutageMs ?? Number.NaN,
      lostWrites: lostWrites ?? Number.NaN,
      twoPrimariesMs,
      overheadMs: timings?.overheadMs ?? Number.NaN,
      failures,
    };
  });

function rowsOf(reach: Lost, figures: Figures[]): Row[] {
  const row = (name: string, values: number[], more: Partial<About> = {}): Row => {
    const about = { bench: "disaster", name: `${HOW[reach]}: ${name}`, unit: "ms" } as const;
    return rowOf(values, { clients: CLIENT_MODEL, ...about, ...more });
  };
  return [
    row(
      "write outage after consent, as clients see it",
      figures.map(({ outageMs }) => outageMs),
      { goal: { atMost: OUTAGE_MS_MAX, of: "median" } },
    ),
    row(
      "write outage, as the command tells it",
      figures.map(({ toldMs }) => toldMs),
      { clients: null },
    ),
    row(
      "acknowledged writes lost",
      figures.map(({ lostWrites }) => lostWrites),
      { unit: "writes" },
    ),
    row(
      "two writable primaries",
      figures.map(({ twoPrimariesMs }) => twoPrimariesMs),
      { goal: { atMost: 0, of: "tail" } },
    ),
    row(
      "overheadMs",
      figures.map(({ overheadMs }) => overheadMs),
      { clients: null, goal: { atMost: OVERHEAD_MS_MAX, of: "median" } },
    ),
  ];
}
