import { isIP } from "node:net";
import { drawBelow, randomFor } from "../../ground/random.ts";
import { Resolver } from "../../sandbox/model/resolver.ts";
import { handle } from "../../sandbox/model/vault/api/handle.ts";
import type { Reply } from "../../sandbox/model/vault/api/replies.ts";
import { clusterIn } from "../../sandbox/model/vault/world.ts";
import { EAST, nameOf, SERVICE, type SimWorld, WEST } from "../../sandbox/sim/world.ts";
import type { Body, Send } from "../predecessorRetries.ts";
import { type Doors, sequence, WAITS } from "../predecessorSequence.ts";

/** Its sleep and its role changes are over by then: who is not served has to wait for a resolver alone. */
export const MEASURED_MS_MAX = WAITS.sleepMs + 60_000;

/** Whether it breaks off at the old primary is known by then. */
export const FATE_KNOWN_MS = WAITS.sleepMs + 140_000;

/** Starts the predecessor's sequence in the world. `broke` turns true when the program breaks off. */
export function predecessorRun(world: SimWorld, ttlSeconds: number): { broke: boolean } {
  const servers = new Resolver(world.timeline, world.zone);
  servers.lookup(SERVICE);
  world.vault.addressesOf = (host) => (isIP(host) === 0 ? servers.lookup(host).addresses : [host]);
  const run = { broke: false };
  const { attempts } = WAITS;
  sequence(virtualDoors(world), { scale: 1, ttlSeconds, attempts }).catch(() => {
    run.broke = true;
  });
  return run;
}

const CALL_MS = 20;
const HALF_WAY_MS = 2;
/** Linux gives a connection up that nobody takes. */
const NOBODY_TAKES_IT_MS = 127_000;

/** The sequence's doors into the simulation's world: virtual time, the same model. */
function virtualDoors(world: SimWorld): Doors {
  const { clock, zone, settings, shares } = world;
  const random = randomFor(settings.seed, "predecessor");
  return {
    send: sendTo(world),
    upsertCname: async ({ value, ttlSeconds }) => {
      await clock.sleep(CALL_MS);
      const record = { name: SERVICE, type: "CNAME" as const, ttlSeconds, values: [value] };
      zone.change([{ action: "UPSERT", record }]);
    },
    pause: (ms) => clock.sleep(ms),
    regions: { old: { place: WEST }, next: { place: EAST, name: nameOf(EAST) } },
    serviceAddress: `https://${SERVICE}:8200`,
    shares,
    newId: () => `dr-${drawBelow(random, 1_000_000_000)}`,
  };
}

const sendTo =
  ({ clock, vault, rootToken: token }: SimWorld): Send =>
  async (region, method, path, body) => {
    const silence = async (ms: number) => {
      await clock.sleep(ms);
      return { status: 0, body: null, text: "nobody answers" };
    };
    await clock.sleep(HALF_WAY_MS);
    const { reach } = clusterIn(vault, region);
    if (reach !== "up") return silence(reach === "refused" ? 0 : NOBODY_TAKES_IT_MS);
    const send = (): Reply =>
      handle(vault, region, { method, path: `/v1/${path}`, query: {}, token, body });
    let reply = send();
    while (reply.is === "later") {
      await clock.sleep(reply.at - clock.now());
      reply = send();
    }
    if (reply.is !== "answered") return silence(HALF_WAY_MS);
    await clock.sleep(HALF_WAY_MS);
    const { status, body: answer } = reply;
    return { status, body: answer as Body | null, text: JSON.stringify(answer) };
  };
