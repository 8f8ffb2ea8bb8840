import { type About, type Measured, type Row, rowOf } from "./table.ts";
import {
  CLIENT_MODEL,
  inWorld,
  leftOver,
  runCommand,
  startClients,
  startPair,
  WORLD,
  wrongEnd,
} from "./world.ts";

type Figures = {
  outageMs: number;
  /** The write outage as the command itself reports it. */
  toldMs: number;
  lostWrites: number;
  twoPrimariesMs: number;
  overheadMs: number;
  writesPerSecond: number;
  notes: string[];
  failures: string[];
};

const ROLE_CHANGES_MS = 2 * WORLD.roleChangeMs;
const OVERHEAD_MS_MAX = 500;

/** The planned move: what its clients see, what it loses, and what the command adds of its own. */
export async function planned({ runs }: { runs: number }): Promise<Measured> {
  const figures: Figures[] = [];
  for (let run = 1; run <= runs; run++) figures.push(await moveOnce());
  const paces = figures.map(({ writesPerSecond }) => Math.round(writesPerSecond)).join(", ");
  return {
    rows: rowsOf(figures),
    notes: [
      `planned: Pulumi's CLI is a stand-in that answers at once: the figures are about the move, and "pulumi up" is not on its critical path. Its clients reached ${paces} acknowledged writes/s.`,
      ...figures.flatMap(({ notes }) => notes),
    ],
    failures: figures.flatMap(({ failures }) => failures),
  };
}

const moveOnce = (): Promise<Figures> =>
  inWorld(startPair({ quiesce: true }), async (world) => {
    const { sandbox } = world;
    const writesPerSecond = await startClients(world);
    sandbox.mark();
    const end = await runCommand(world, "switchover", "test", "--yes");
    const wrong = wrongEnd("planned", end);
    if (wrong.length === 0) await world.writesFlow();
    await sandbox.stopWriters();
    const { writeOutage, lostWrites, twoPrimariesMs } = sandbox.truth();
    const { timings } = end.document;
    return {
      outageMs: writeOutage.sinceMarkMs,
      toldMs: timings?.writeOutageMs ?? Number.NaN,
      lostWrites: lostWrites ?? Number.NaN,
      twoPrimariesMs,
      overheadMs: timings?.overheadMs ?? Number.NaN,
      writesPerSecond,
      notes: leftOver("planned", end),
      failures: [...wrong, ...broken({ lostWrites, twoPrimariesMs })],
    };
  });

/** A planned move loses nothing and never shows two primaries. */
const broken = (seen: { lostWrites: number | null; twoPrimariesMs: number }): string[] =>
  Object.entries(seen)
    .filter(([, value]) => value !== 0)
    .map(([name, value]) => `planned: ${name} is ${value}, and must be 0`);

function rowsOf(figures: Figures[]): Row[] {
  const row = (name: string, values: number[], more: Partial<About> = {}): Row =>
    rowOf(values, { bench: "planned", name, unit: "ms", clients: CLIENT_MODEL, ...more });
  const none = { atMost: 0, of: "tail" } as const;
  return [
    row(
      "write outage, as clients see it",
      figures.map(({ outageMs }) => outageMs),
      { goal: { atMost: ROLE_CHANGES_MS + 1_000, of: "median" } },
    ),
    row("the two role changes of Vault in it", [ROLE_CHANGES_MS], { clients: null }),
    row(
      "write outage, as the command tells it",
      figures.map(({ toldMs }) => toldMs),
      { clients: null },
    ),
    row(
      "acknowledged writes lost",
      figures.map(({ lostWrites }) => lostWrites),
      { unit: "writes", goal: none },
    ),
    row(
      "two writable primaries",
      figures.map(({ twoPrimariesMs }) => twoPrimariesMs),
      { goal: none },
    ),
    row(
      "overheadMs",
      figures.map(({ overheadMs }) => overheadMs),
      { clients: null, goal: { atMost: OVERHEAD_MS_MAX, of: "median" } },
    ),
  ];
}
