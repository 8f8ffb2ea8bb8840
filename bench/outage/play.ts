import { drawBelow, randomFor } from "../../ground/random.ts";
import { setReach } from "../../sandbox/model/vault/reach.ts";
import { buildWorld, EAST, nameOf, SERVICE, type SimWorld, WEST } from "../../sandbox/sim/world.ts";
import { type Case, incidentOf, lossOf, settingsOf } from "./cases.ts";
import { Crew } from "./crew.ts";
import { type OurRun, ourRun } from "./ourRun.ts";
import { FATE_KNOWN_MS, MEASURED_MS_MAX, predecessorRun } from "./predecessorRun.ts";
import { servingIn } from "./serving.ts";

/** What clients saw. Lists go by `CLIENT_MODELS`; milliseconds; Infinity: not served again. */
type Seen = {
  /** Planned: the longest time without an acknowledged write. Disaster: from the consent to the next one. */
  outageMs: number[];
  /** Disaster: from the command's start to the next acknowledged write. */
  sinceStartMs: number[];
  /** The time in which the writes were acknowledged that are lost. */
  lostMs: number[];
  lostWrites: number;
  twoPrimariesMs: number;
};

/** What came of one world. */
export type Played = Seen & {
  seed: number;
  roleChangeMs: number;
  run: { by: "vault-dr"; its: OurRun } | { by: "predecessor"; broke: boolean };
};

const WARM_UP_MS = 1_000;
const LOOK_MS = 500;
/** After our last command everybody is served by then who ever will be: the over-held TTL, INSYNC, and some more. */
const AFTERWARDS_MS = 60_000;

/** Plays the case's world to the end of what its clients see. The same case gives the same figures. */
export function play(one: Case): Promise<Played> {
  const world = buildWorld(settingsOf(one));
  return world.clock.until(measure(one, world));
}

async function measure(one: Case, world: SimWorld): Promise<Played> {
  const crew = new Crew(world, one);
  if (one.ttlSeconds !== world.settings.ttlSeconds) await setTtl(one, world);
  await startClients(one, world, crew);
  if (one.move === "disaster") {
    const { reach, noticedMs } = lossOf(one);
    setReach(world.vault, WEST, reach);
    await world.clock.sleep(noticedMs);
  }
  crew.mark();
  const { seed, tool } = one;
  const moved = await (tool === "predecessor" ? theirs : ours)(one, world, crew);
  return { seed, roleChangeMs: world.settings.roleChangeMs, ...moved };
}

type Moved = Seen & Pick<Played, "run">;

async function ours(one: Case, world: SimWorld, crew: Crew): Promise<Moved> {
  const startedAt = world.clock.now();
  const incident = one.incident ? incidentOf(one) : null;
  const its = await ourRun(world, one.move === "planned" ? "switchover" : "failover", incident);
  await lookUntil(world, world.clock.now() + AFTERWARDS_MS, () => {
    const serving = servingIn(world);
    return serving !== null && crew.isServedBy(serving);
  });
  const seen = seenIn(one, world, { crew, startedAt, consentAt: its.consentAt ?? startedAt });
  return { ...seen, run: { by: "vault-dr", its } };
}

async function theirs(one: Case, world: SimWorld, crew: Crew): Promise<Moved> {
  const startedAt = world.clock.now();
  const run = predecessorRun(world, one.ttlSeconds);
  const end = startedAt + MEASURED_MS_MAX + crew.longestHoldMs();
  await lookUntil(world, end, () => servingIn(world) === EAST && crew.isServedBy(EAST));
  const seen = seenIn(one, world, { crew, startedAt, consentAt: startedAt });
  await lookUntil(world, startedAt + FATE_KNOWN_MS, () => run.broke);
  return { ...seen, run: { by: "predecessor", broke: run.broke } };
}

type Watched = { crew: Crew; startedAt: number; consentAt: number };

/** What came of it up to now; with that the clients' work is over. */
function seenIn({ move }: Case, world: SimWorld, { crew, startedAt, consentAt }: Watched): Seen {
  crew.end();
  return {
    outageMs: move === "planned" ? crew.longestMs() : crew.untilServedMs(consentAt),
    sinceStartMs: move === "planned" ? [] : crew.untilServedMs(startedAt),
    ...crew.lost(servingIn(world)),
    twoPrimariesMs: world.vault.writable.totalMs(world.clock.now()),
  };
}

async function setTtl({ ttlSeconds }: Case, { zone, clock, settings }: SimWorld): Promise<void> {
  const record = { name: SERVICE, type: "CNAME" as const, ttlSeconds, values: [nameOf(WEST)] };
  zone.change([{ action: "UPSERT", record }]);
  await clock.sleep(settings.insyncMs);
}

/** Every resolver was asked at some moment before, and holds what it was told: it is anywhere in its TTL. */
async function startClients(
  { seed, ttlSeconds }: Case,
  world: SimWorld,
  crew: Crew,
): Promise<void> {
  const { clock, resolver } = world;
  const random = randomFor(seed, "resolvers");
  const leadMs = Math.max(...crew.clients.map(({ holdMs }) => holdMs));
  const ask = (holdMs: number, what: () => void) =>
    clock.after(leadMs - drawBelow(random, holdMs), what);
  for (const client of crew.clients) ask(client.holdMs, () => client.ask());
  ask(ttlSeconds * 1_000, () => resolver.lookup(SERVICE));
  await clock.sleep(leadMs);
  crew.begin();
  await clock.sleep(WARM_UP_MS);
}

async function lookUntil({ clock }: SimWorld, end: number, isSo: () => boolean): Promise<void> {
  while (!isSo() && clock.now() < end) await clock.sleep(LOOK_MS);
}
