import { refusal } from "../../../automation/adapters/vault/refusal.ts";
import type {
  VaultCall,
  VaultReply,
  VaultTransport,
} from "../../../automation/adapters/vaultHttp.ts";
import { type Answer, ok, unknown } from "../../../ground/answer.ts";
import { Secret } from "../../../ground/secret.ts";
import type { VirtualClock } from "../../doors/inProcess/virtualClock.ts";
import { handle } from "../../model/vault/api/handle.ts";
import type { Reply, Request } from "../../model/vault/api/replies.ts";
import { clusterIn, type VaultWorld } from "../../model/vault/world.ts";

/** A call whose connection is cut at once, and that arrives all the same: `us-west-2 …/demote`, by its end. */
export type Late = { call: string; skip?: number; landsAfterMs: number };

/** What is told of calls that come in, and calls that are to come in late. */
type Watch = { arrived: (region: string, call: VaultCall) => void; late: Late[] };

/** A request takes this long to arrive, and its answer as long to come back. */
const HALF_WAY_MS = 2;

/** The way to the model's Vaults in virtual time, with no socket in between. */
export const virtualTransport = (
  world: VaultWorld,
  clock: VirtualClock,
  { arrived, late }: Watch,
): VaultTransport => ({
  request: async (call) => {
    const deadline = clock.now() + call.boundMs;
    const region = regionAt(world, call.address);
    const silent = async (): Promise<Answer<VaultReply>> => {
      await clock.sleep(deadline - clock.now());
      return unknown("timed-out", `${call.address}: no answer after ${call.boundMs} ms`);
    };
    await clock.sleep(HALF_WAY_MS);
    if (region === null || clusterIn(world, region).reach === "refused") {
      return unknown("unreachable", `${call.address}: connection refused`);
    }
    if (clusterIn(world, region).reach === "hanging") return silent();
    const lateness = lateFor(late, `${region} ${call.path}`);
    if (lateness !== null) {
      clock.after(lateness.landsAfterMs, () => handle(world, region, requestOf(call)));
      return unknown("cut", `${call.address}: the connection was cut`);
    }
    arrived(region, call);
    let reply: Reply = handle(world, region, requestOf(call));
    while (reply.is === "later") {
      if (reply.at > deadline) return silent();
      await clock.sleep(reply.at - clock.now());
      reply = handle(world, region, requestOf(call));
    }
    if (reply.is === "held") return silent();
    await clock.sleep(HALF_WAY_MS);
    if (reply.is === "cut") return unknown("cut", `${call.address}: the connection was cut`);
    const { status, body } = reply;
    const says = typeof body === "object" && body !== null && !("errors" in body);
    if (call.anyStatus === true && says) return ok({ status, body });
    return status >= 400 ? refusal(status, body, (text) => text) : ok({ status, body });
  },
});

/** Uses up the first that fits. */
function lateFor(late: Late[], call: string): Late | null {
  const index = late.findIndex(
    (one) =>
      call.startsWith(one.call.split(" ")[0] ?? "") && call.endsWith(one.call.split(" ")[1] ?? ""),
  );
  const found = late[index];
  if (found === undefined) return null;
  if (found.skip !== undefined && found.skip > 0) {
    found.skip -= 1;
    return null;
  }
  late.splice(index, 1);
  return found;
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
