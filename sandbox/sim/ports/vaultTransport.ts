import { refusal } from "../../../automation/adapters/vault/refusal.ts";
import type {
  VaultCall,
  VaultReply,
  VaultTransport,
} from "../../../automation/adapters/vaultHttp.ts";
import { type Answer, ok, type Unknown, unknown } from "../../../ground/answer.ts";
import { Secret } from "../../../ground/secret.ts";
import type { VirtualClock } from "../../doors/inProcess/virtualClock.ts";
import { apiReach, type Front } from "../../model/vault/api/front.ts";
import { handle } from "../../model/vault/api/handle.ts";
import type { Reply, Request } from "../../model/vault/api/replies.ts";
import { clusterIn, type VaultWorld } from "../../model/vault/world.ts";
import { type Late, type Slow, takeFor } from "./delays.ts";

/** What is told of calls that come in, and what becomes of some on their way. */
type Watch = {
  arrived: (region: string, call: VaultCall) => void;
  late: Late[];
  slow?: Slow[];
  /** How far the caller itself comes: Regions that it does not reach, whoever else does. */
  cutOff?: ReadonlyMap<string, "refused" | "hanging">;
};

/** A request takes this long to arrive, and its answer as long to come back. */
const HALF_WAY_MS = 2;

/** The way to the model's Vaults in virtual time, with no socket in between. */
export const virtualTransport = (
  world: VaultWorld,
  clock: VirtualClock,
  watch: Watch,
): VaultTransport => ({
  request: async (call) => {
    const deadline = clock.now() + call.boundMs;
    const region = regionAt(world, call.address);
    const trip: Trip = { world, clock, watch, call, region: region ?? "", deadline };
    await clock.sleep(HALF_WAY_MS);
    if (region === null) return unknown("unreachable", `${call.address}: ${REFUSED}`);
    return (await onTheWay(trip)) ?? (await atTheCluster(trip));
  },
});

type Trip = {
  world: VaultWorld;
  clock: VirtualClock;
  watch: Watch;
  call: VaultCall;
  region: string;
  deadline: number;
};

const REFUSED = "connection refused (ECONNREFUSED)";

/** What keeps the call from arriving in time, or null once it has arrived. */
async function onTheWay(trip: Trip): Promise<Answer<VaultReply> | null> {
  const { clock, watch, call, region, deadline } = trip;
  const barrier = await noWay(trip);
  if (barrier !== null) return barrier;
  const late = takeFor(watch.late, `${region} ${call.path}`);
  if (late !== null) {
    clock.after(late.landsAfterMs, () => land(trip));
    return unknown("cut", `${call.address}: the connection was cut`);
  }
  const slow = takeFor(watch.slow ?? [], `${region} ${call.path}`, "way there");
  if (slow === null) return null;
  if (clock.now() + slow.ms > deadline) {
    clock.after(slow.ms, () => land(trip));
    return silent(trip);
  }
  await clock.sleep(slow.ms);
  return noWay(trip);
}

/** A call that nobody waits for any more: a process that has ended meanwhile does not get it. */
function land({ world, region, call }: Trip): void {
  if (clusterIn(world, region).reach === "up") handle(world, region, requestOf(call));
}

async function noWay(trip: Trip): Promise<Answer<VaultReply> | null> {
  const { call, clock } = trip;
  const reach = reachOf(trip);
  switch (reach) {
    case "up":
      break;
    case "hanging":
      return silent(trip);
    case "refused":
      return unknown("unreachable", `${call.address}: ${REFUSED}`);
    case "untrusted":
      return unknown("unreachable", `${call.address}: TLS: ${SELF_SIGNED}`);
    default:
      return reach satisfies never;
  }
  const sentOn = sentOnBy(trip);
  if (sentOn === "to the active node") await clock.sleep(2 * HALF_WAY_MS);
  if (sentOn === "nowhere") return unknown("unreachable", `${call.address}: ${NO_SUCH_HOST}`);
  return sentOn === "in a circle" ? unknown("unreadable", `${call.address}: ${CIRCLE}`) : null;
}

const SELF_SIGNED = "self-signed certificate (DEPTH_ZERO_SELF_SIGNED_CERT)";
const NO_SUCH_HOST = "no such host name (ENOTFOUND)";
const CIRCLE = "sent on in a circle (ETOOMANYREDIRECTS)";

function reachOf({ watch, world, region }: Trip): Front["listener"] {
  return watch.cutOff?.get(region) ?? apiReach(clusterIn(world, region));
}

/** A standby answers by itself what only tells something. */
const sentOnBy = ({ call, world, region }: Trip): Front["sentOn"] =>
  call.method === "GET" ? null : clusterIn(world, region).front.sentOn;

async function silent({ clock, call, deadline }: Trip): Promise<Unknown> {
  await clock.sleep(deadline - clock.now());
  return unknown("timed-out", `${call.address}: no answer after ${call.boundMs} ms`);
}

async function atTheCluster(trip: Trip): Promise<Answer<VaultReply>> {
  const { world, clock, watch, call, region, deadline } = trip;
  watch.arrived(region, call);
  let reply: Reply = handle(world, region, requestOf(call));
  while (reply.is === "later") {
    if (reply.at > deadline) return silent(trip);
    await clock.sleep(reply.at - clock.now());
    reply = handle(world, region, requestOf(call));
  }
  if (reply.is === "held") return silent(trip);
  const slow = takeFor(watch.slow ?? [], `${region} ${call.path}`, "way back");
  const takesMs = HALF_WAY_MS + (slow?.ms ?? 0);
  if (clock.now() + takesMs > deadline) return silent(trip);
  await clock.sleep(takesMs);
  if (reply.is === "cut") return unknown("cut", `${call.address}: the connection was cut`);
  const { status, body } = reply;
  const says = typeof body === "object" && body !== null && !("errors" in body);
  if (call.anyStatus === true && says) return ok({ status, body });
  return status >= 400 ? refusal(status, body, (text) => text) : ok({ status, body });
}

function regionAt({ clusters }: VaultWorld, address: string): string | null {
  return [...clusters.values()].find(({ apiAddress }) => apiAddress === address)?.region ?? null;
}

function requestOf({ method, path: target, token, body }: VaultCall): Request {
  return {
    method,
    ...parsed(target),
    token: token?.reveal() ?? null,
    body: body === undefined ? undefined : opened(body),
  };
}

type Target = Pick<Request, "path" | "query">;
const TARGETS = new Map<string, Target>();

/** A command asks for the same few over and over. */
function parsed(target: string): Target {
  const known = TARGETS.get(target);
  if (known !== undefined) return known;
  const [path = "", query = ""] = target.split("?");
  const fresh = {
    path: `/v1/${path}`,
    query: Object.fromEntries(new URLSearchParams(query)),
  };
  TARGETS.set(target, fresh);
  return fresh;
}

const opened = (body: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(body).map(([key, value]) => [
      key,
      value instanceof Secret ? value.reveal() : value,
    ]),
  );
