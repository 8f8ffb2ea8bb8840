import { healthyRoute53, USUAL_UPDATE_MS } from "../ports/outside.ts";
import type { SimWorld } from "../world.ts";
import { type Change, nothing } from "./incident.ts";

/** Route 53 and its resolvers, the Pulumi stack. */
export const AWS = {
  "route53-down": ({ zone }) => {
    zone.settings.down = true;
    return () => {
      zone.settings.down = false;
    };
  },
  /** us-east-1's control plane is gone: questions are answered, and so do the name servers. */
  "route53-read-only": (world) => route53(world, { readOnly: true }),
  "route53-throttled": ({ zone }, { amount }) => {
    zone.settings.throttled += amount % 8;
    return nothing;
  },
  "route53-busy": ({ zone }, { amount }) => {
    zone.settings.priorPending += 1 + (amount % 4);
    return nothing;
  },
  "route53-stale": (world, { amount }) => route53(world, { staleMs: 500 + amount * 500 }),
  "route53-slow": (world, { amount }) => route53(world, { slowMs: 200 + amount * 150 }),
  "route53-late": ({ route53 }, { amount }) => {
    route53.late.push(amount * 100);
    return nothing;
  },
  "route53-pending": ({ zone, settings }, { amount }) => {
    zone.settings.insyncMs = settings.insyncMs + amount * 3_000;
    return () => {
      zone.settings.insyncMs = settings.insyncMs;
    };
  },
  "resolver-holds": ({ resolver }, { amount }) => {
    resolver.settings.overHoldMs = amount * 1_000;
    return () => {
      resolver.settings.overHoldMs = 0;
    };
  },
  "resolver-silent": ({ resolver }) => {
    resolver.settings.silent = true;
    return () => {
      resolver.settings.silent = false;
    };
  },

  "stack-locked": ({ stack }) => {
    stack.locked = true;
    return () => {
      stack.locked = false;
    };
  },
  "stack-gone": ({ stack }) => {
    stack.down = true;
    return () => {
      stack.down = false;
    };
  },
  "stack-slow": (world, { amount }) => updating(world, amount * 2_000),
  /** Longer than any update may take: it is killed in the end, and its lock stays. */
  "stack-hangs": (world) => updating(world, 1_000_000),
  "stack-half-way": ({ stack }, { amount }) => {
    stack.stops = STOPS[amount % STOPS.length] ?? "at once";
    return () => {
      stack.stops = null;
      stack.locked = false;
    };
  },
} as const satisfies Record<string, Change>;

const STOPS = ["at once", "after the record", "after the keys"] as const;

function route53({ route53: now }: SimWorld, change: Partial<SimWorld["route53"]>): () => void {
  Object.assign(now, change);
  const healthy = Object.entries(healthyRoute53()).filter(([name]) => name in change);
  return () => {
    Object.assign(now, Object.fromEntries(healthy));
  };
}

/** A lock that was left behind is taken away by whoever finds it. */
function updating({ stack }: SimWorld, updateMs: number): () => void {
  stack.updateMs = updateMs;
  return () => {
    stack.updateMs = USUAL_UPDATE_MS;
    stack.locked = false;
  };
}
