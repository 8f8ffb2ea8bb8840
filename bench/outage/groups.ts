import { type About, type Row, rowOf, shareOf, type Unit } from "../table.ts";
import { type Case, INSYNC_MS, settingsOf, TTL_SECONDS } from "./cases.ts";
import { CLIENT_MODELS, type ClientModel } from "./clients.ts";
import { EVERY_MS } from "./crew.ts";
import type { OurRun } from "./ourRun.ts";
import type { Played } from "./play.ts";

/** Worlds of one kind, moved by one tool. */
export type Group = Omit<Case, "seed">;

const OURS = { tool: "vault-dr", ttlSeconds: TTL_SECONDS, incident: false } as const;
const THEIRS = { tool: "predecessor", incident: false } as const;

/** In the order of the table: what the goals are about, the predecessor beside it, and what an incident makes of ours. */
export const groups = (theirTtlSeconds: number): Group[] =>
  (["planned", "disaster"] as const).flatMap((move) => [
    { ...OURS, move },
    { ...THEIRS, move, ttlSeconds: theirTtlSeconds },
    { ...THEIRS, move, ttlSeconds: TTL_SECONDS },
    { ...OURS, move, incident: true },
  ]);

/** `planned, predecessor (TTL 300 s)`. */
export function titleOf({ move, tool, ttlSeconds, incident }: Group): string {
  const who = tool === "vault-dr" ? tool : `${tool} (TTL ${ttlSeconds} s)`;
  return `${move}${incident ? " with an incident" : ""}, ${who}`;
}

/** What the worlds of a group came to. */
export function rowsOf(group: Group, played: Played[]): Row[] {
  const figures = figuresFor(group, played);
  return group.move === "planned"
    ? [...plannedOutages(group, figures), ...harm(group, figures)]
    : [...disasterOutages(group, figures), ...harm(group, figures)];
}

/** A planned move: what clients lose of time beyond what Vault itself needs. */
const BEYOND_MS_MAX = 1_000;
/** A disaster: TTL + 10 s + INSYNC. */
const DISASTER_MS_MAX = TTL_SECONDS * 1_000 + 10_000 + INSYNC_MS;

/** A planned move's row of the worlds whose run store is in S3: it waits for every call there. */
export const IN_S3 = "the same with the run store in S3";

const FURTHER = ["p99", "worst"] as const;

type Figures = {
  played: Played[];
  row(name: string, unit: Unit, values: number[], more?: Partial<About>): Row;
  share(name: string, of: (one: Played) => boolean, more?: Partial<About>): Row;
  /** A row for every client model. */
  each(name: string, of: (one: Played, client: number) => number, goals?: About["goal"][]): Row[];
};

function figuresFor(group: Group, played: Played[]): Figures {
  const about = (name: string): Pick<About, "bench" | "name" | "clients"> => ({
    bench: "outage",
    name: `${titleOf(group)}: ${name}`,
    clients: null,
  });
  const row: Figures["row"] = (name, unit, values, more = {}) =>
    rowOf(values, { ...about(name), unit, tail: "p95", further: FURTHER, ...more });
  return {
    played,
    row,
    share: (name, of, more = {}) => shareOf(played.map(of), { ...about(name), ...more }),
    each: (name, of, goals = []) =>
      CLIENT_MODELS.map((model, client) =>
        row(
          `${name}, ${model.name}`,
          "ms",
          played.map((one) => of(one, client)),
          { clients: clientsOf(group, model), goal: goals[client] ?? null },
        ),
      ),
  };
}

const isGoal = ({ tool, incident }: Group): boolean => tool === "vault-dr" && !incident;

function plannedOutages(group: Group, { played, row, each }: Figures): Row[] {
  const outages = each("write outage", ({ outageMs }, client) => outageMs[client] ?? Number.NaN);
  if (!isGoal(group)) return outages;
  const beyond = (name: string, worlds: Played[]): Row =>
    row(
      name,
      "ms",
      worlds.map(({ outageMs, roleChangeMs }) => (outageMs[0] ?? 0) - 2 * roleChangeMs),
      {
        clients: clientsOf(group, CLIENT_MODELS[0]),
        goal: { atMost: BEYOND_MS_MAX, of: "tail" },
      },
    );
  const inS3 = played.filter(({ seed }) => settingsOf({ ...group, seed }).store === "s3");
  return outages.toSpliced(
    1,
    0,
    beyond("the same beyond its world's two role changes, TTL honoured", played),
    ...(inS3.length > 0 ? [beyond(IN_S3, inS3)] : []),
  );
}

function disasterOutages(group: Group, { each }: Figures): Row[] {
  const goal: About["goal"] = { atMost: DISASTER_MS_MAX, of: "tail" };
  const goals = isGoal(group) ? [goal] : [];
  const since = (name: string, of: (one: Played) => number[], judged: About["goal"][] = []) =>
    each(name, (one, client) => of(one)[client] ?? Number.NaN, judged);
  if (group.tool === "predecessor")
    return since("write outage from its start", ({ sinceStartMs }) => sinceStartMs);
  return [
    ...since("write outage after consent", ({ outageMs }) => outageMs, goals),
    ...since("the same from the command's start", ({ sinceStartMs }) => sinceStartMs).slice(0, 1),
  ];
}

/** What came of it beside the outage. */
function harm(group: Group, { played, row, share }: Figures): Row[] {
  const none = isGoal(group) ? ({ atMost: 0, of: "tail" } as const) : null;
  const never: About["goal"] = isGoal(group) ? { atMost: 0, of: "median" } : null;
  const keepAlive = CLIENT_MODELS.findIndex(({ keepsConnection }) => keepsConnection);
  const lostMs = played.map((one) => one.lostMs[0] ?? Number.NaN);
  const lostWrites = played.map((one) => one.lostWrites);
  const twoPrimaries = played.map(({ twoPrimariesMs }) => twoPrimariesMs);
  const overlaps = { goal: none, tail: "worst", further: [] } as const;
  return [
    group.move === "planned" && isGoal(group)
      ? row("acknowledged writes lost, all clients", "writes", lostWrites, overlaps)
      : row("time of which acknowledged writes are lost, TTL honoured", "ms", lostMs),
    row("two writable primaries", "ms", twoPrimaries, overlaps),
    share("keep-alive not served again", ({ outageMs }) => outageMs[keepAlive] === Infinity),
    ...(group.tool === "predecessor"
      ? [share("broke off", ({ run }) => run.by === "predecessor" && run.broke)]
      : [
          share("needed a second command", (one) => commandsOf(one).length > 1, { goal: never }),
          ...(group.incident ? incidentEnds(group, share) : []),
        ]),
  ];
}

function incidentEnds({ move }: Group, share: Figures["share"]): Row[] {
  const met = share("met its incident", ({ run }) => run.by === "vault-dr" && run.its.struck);
  if (move === "disaster") return [met];
  return [
    met,
    share("went back, the old primary serves", (one) => commandsOf(one).at(-1)?.exitCode === 12),
    share("became a failover", (one) => commandsOf(one).some(({ verb }) => verb === "failover")),
  ];
}

const commandsOf = ({ run }: Played): OurRun["commands"] =>
  run.by === "vault-dr" ? run.its.commands : [];

const clientsOf = ({ tool, ttlSeconds }: Group, { about }: ClientModel): string =>
  `a write every ${EVERY_MS[tool]} ms, given up after 1 s; ${about}. TTL ${ttlSeconds} s`;
