import { type Front, openFront } from "../../model/vault/api/front.ts";
import { setClusterPort, setFront, setLink, setReach } from "../../model/vault/reach.ts";
import { nameOf, REGIONS, type SimWorld } from "../world.ts";
import { type Change, nothing } from "./incident.ts";

/** What lies between people, Regions and the two clusters. */
export const NETWORK = {
  "region-refused": (world, { target }) => reach(world, [target], "refused"),
  "region-hanging": (world, { target }) => reach(world, [target], "hanging"),
  "regions-lost": (world, { amount }) =>
    reach(world, REGIONS, amount % 2 === 0 ? "refused" : "hanging"),
  "region-flaps": (world, { target, amount }) => flaps(world, target, 300 + amount * 150),
  /** The active node ends; another one of its cluster leads a moment later, and knows nothing of a key attempt. */
  "leader-changes": (world, { target, amount }) => {
    const heal = reach(world, [target], "refused");
    world.clock.after(200 + amount * 40, heal);
    return heal;
  },
  /** A Region that was lost is there again, whoever serves by now. */
  "region-returns": (world, { target }) => {
    setReach(world.vault, target, "up");
    return nothing;
  },

  "link-down": ({ vault }) => {
    setLink(vault, { up: false });
    return () => setLink(vault, { up: true });
  },
  "link-slow": ({ vault, settings }, { amount }) => {
    setLink(vault, { lagMs: settings.lagMs + amount * 100 });
    return () => setLink(vault, { lagMs: settings.lagMs });
  },
  /** Nobody follows the Region any more; whom it follows itself does not matter. */
  "cluster-port-closed": ({ vault }, { target }) => {
    setClusterPort(vault, target, false);
    return () => setClusterPort(vault, target, true);
  },

  "api-refused": (world, { target }) => front(world, target, { listener: "refused" }),
  "api-hanging": (world, { target }) => front(world, target, { listener: "hanging" }),
  "api-untrusted": (world, { target }) => front(world, target, { listener: "untrusted" }),
  /** The operators' own way to the Region is gone; its clients notice nothing. */
  "operator-cut-off": ({ cutOff }, { target, amount }) => {
    cutOff.set(target, amount % 2 === 0 ? "refused" : "hanging");
    return () => void cutOff.delete(target);
  },
  "balancer-answers": (world, { target, amount }) =>
    front(world, target, { balancer: ([502, 503, 504] as const)[amount % 3] ?? 503 }),
  /** Its health check takes a DR secondary for sick: 472. */
  "balancer-drops": (world, { target }) => front(world, target, { balancer: "primaries-only" }),
  "sent-on": (world, { target, amount }) =>
    front(world, target, { sentOn: SENT_ON[amount % SENT_ON.length] ?? "nowhere" }),

  /** The servers' resolver names the old cluster, somebody else's, or nobody, for the Region's own name. */
  "server-dns-wrong": ({ serverDns, vault }, { target, amount }) => {
    const others = [...vault.clusters.values()].filter(({ region }) => region !== target);
    const [old] = others.map(({ apiAddress }) => new URL(apiAddress).hostname);
    const wrong = [[old ?? ELSEWHERE], [ELSEWHERE], []][amount % 3] ?? [];
    serverDns.set(nameOf(target), wrong);
    return () => void serverDns.delete(nameOf(target));
  },
} as const satisfies Record<string, Change>;

const SENT_ON = ["to the active node", "nowhere", "in a circle"] as const;
const ELSEWHERE = "127.0.3.1";

function reach(world: SimWorld, regions: readonly string[], to: "refused" | "hanging"): () => void {
  for (const region of regions) setReach(world.vault, region, to);
  return () => {
    for (const region of regions) setReach(world.vault, region, "up");
  };
}

/** Gone, there, gone again, each for so long, until it is healed. */
function flaps(world: SimWorld, region: string, everyMs: number): () => void {
  let goesOn = true;
  const flap = (to: "refused" | "up") => {
    if (!goesOn) return;
    setReach(world.vault, region, to);
    world.clock.after(everyMs, () => flap(to === "up" ? "refused" : "up"));
  };
  flap("refused");
  return () => {
    goesOn = false;
    setReach(world.vault, region, "up");
  };
}

function front({ vault }: SimWorld, region: string, change: Partial<Front>): () => void {
  setFront(vault, region, change);
  const usual = Object.entries(openFront()).filter(([name]) => name in change);
  return () => setFront(vault, region, Object.fromEntries(usual));
}
