import { drawBelow, type Random, randomFor } from "../../../ground/random.ts";
import { oneOf, type Settings } from "../settings.ts";
import { WEST } from "../world.ts";
import { chainOf } from "./chains.ts";
import type { Incident } from "./incident.ts";
import { KEYS } from "./keys.ts";
import { INCIDENT_KINDS } from "./kinds.ts";
import { momentOf } from "./moments.ts";
import { RUN_STORE, type Some, targetsOf } from "./targets.ts";

/** What goes wrong in the world of a seed; a disaster begins with the loss of the serving Region. */
export function scheduleOf(settings: Settings): Incident[] {
  const random = randomFor(settings.seed, "schedule");
  const drawn = Array.from({ length: drawBelow(random, MOST + 1) }, () => draw(random, settings));
  const lost = settings.wish === "failover" && drawBelow(random, 4) > 0 ? loss(random) : [];
  const store = lost.length > 0 ? storeLost(settings.seed) : [];
  const chain = chainOf(settings, lost.length > 0);
  return [...chain, ...lost, ...store, ...drawn].sort((left, right) => left.at - right.at);
}

const MOST = 6;
const WITHIN_MS = 40_000;

/** The Region goes for some time, or until something is done without it. */
function loss(random: Random): Incident[] {
  const lost: Incident = {
    at: 0,
    kind: oneOf(random, ["region-refused", "region-hanging"]),
    target: WEST,
    forMs: 2_000 + lasting(random),
    amount: 0,
  };
  if (drawBelow(random, 3) > 0) return [lost];
  const returns = { ...lost, kind: "region-returns", forMs: 0 };
  return [
    { ...lost, forMs: 300_000 },
    { ...returns, ...momentOf(random, "failover") },
  ];
}

/** One disaster in three takes the run store, too: from its beginning, so that it is written down elsewhere, or later. */
function storeLost(seed: number): Incident[] {
  const random = randomFor(seed, "run store in a disaster");
  if (drawBelow(random, 3) > 0) return [];
  const when = drawBelow(random, 2) === 0 ? { at: 0 } : momentOf(random, "failover");
  const gone = { kind: "store-gone", target: RUN_STORE, amount: drawBelow(random, 48) };
  return [{ ...when, ...gone, forMs: oneOf(random, [10_000, 60_000, 300_000]) }];
}

function draw(random: Random, settings: Settings): Incident {
  const kind = oneOf(random, drawBelow(random, 5) < 2 ? OF_PEOPLE : kindsFor(settings));
  if (STANDING.includes(kind) && drawBelow(random, 2) === 0) return standing(random, kind);
  const when =
    drawBelow(random, 2) === 0
      ? { at: drawBelow(random, WITHIN_MS) }
      : momentOf(random, settings.wish);
  const target = oneOf(random, targetsOf(kind));
  return { ...when, kind, target, forMs: lasting(random), amount: drawBelow(random, 48) };
}

/** What may have been so for long when the first command is run, and is then noticed. */
const STANDING: readonly string[] = [
  ...Object.keys(KEYS).filter((kind) => !/^(attempt|activation|secondary)-/.test(kind)),
  "upgraded",
  "set-separated",
  "set-of-others",
  "merkle-corrupt",
  "merkle-loop",
  "replication-idle",
  "lag-grows",
  "heartbeat-stale",
  "record-deleted",
  "record-elsewhere",
];

const standing = (random: Random, kind: string): Incident => ({
  at: 0,
  kind,
  target: oneOf(random, targetsOf(kind)),
  forMs: 5_000 + lasting(random),
  amount: drawBelow(random, 48),
});

/** From 0.2 s to 200 s; short ones are as frequent as long ones. */
const lasting = (random: Random): number =>
  (200 + drawBelow(random, 1_800)) * oneOf(random, [1, 10, 100]);

/** What befalls people and what they do: a process that dies most of all. */
const OF_PEOPLE: Some<string> = [
  "killed",
  "killed",
  "killed",
  "killed",
  "killed",
  "machine-sleeps",
  "machine-sleeps",
  "interrupted",
  "interrupted-twice",
  "second-driver",
  "second-driver",
  "mind-changed",
  "mind-changed",
  "lock-released",
];

/** Only Vault 1.1 attaches by a name, and there it matters; only who stops writers can fail to start them. */
function kindsFor({ version, quiesce }: Settings): Some<string> {
  const kinds = REST.filter((kind) => kind !== "unquiesce-fails" || quiesce);
  return ["link-down", ...kinds, ...(version === "1.1" ? BY_NAME : [])];
}

const BY_NAME = Array.from({ length: 5 }, () => "server-dns-wrong");
const DRAWN_OTHERWISE = ["link-down", "server-dns-wrong"];
const REST = INCIDENT_KINDS.filter((kind) => ![...OF_PEOPLE, ...DRAWN_OTHERWISE].includes(kind));

/** One line: `1.200s region-refused us-east-1 20s #3`, `0.300s after started demote-old-primary: killed laptop 1s #7`. */
export const incidentLine = ({ at, after, kind, target, forMs, amount }: Incident): string => {
  const when = `${(at / 1000).toFixed(3)}s${after === undefined ? "" : ` after ${after}:`}`;
  return `${when} ${kind} ${target} ${forMs / 1000}s #${amount}`;
};
