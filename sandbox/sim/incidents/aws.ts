import { type Change, nothing } from "./incident.ts";

/** Route 53 and its resolvers, the Pulumi stack, the run store. */
export const AWS = {
  "route53-down": ({ zone }) => {
    zone.settings.down = true;
    return () => {
      zone.settings.down = false;
    };
  },
  "route53-throttled": ({ zone }, { amount }) => {
    zone.settings.throttled += amount % 8;
    return nothing;
  },
  "resolver-holds": ({ resolver }, { amount }) => {
    resolver.settings.overHoldMs = amount * 1_000;
    return () => {
      resolver.settings.overHoldMs = 0;
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
  "stack-slow": ({ stack }, { amount }) => {
    stack.updateMs = amount * 2_000;
    return () => {
      stack.updateMs = 3_000;
    };
  },
  "store-gone": ({ store }, { amount }) => {
    store.fault = () => ({ applied: amount % 2 === 0 });
    return () => {
      store.fault = () => null;
    };
  },
  "store-loses-answers": ({ store }, { amount }) => {
    let left = 1 + (amount % 4);
    store.fault = (call) =>
      left > 0 && call !== "lease" && left-- > 0 ? { applied: amount % 2 === 0 } : null;
    return () => {
      store.fault = () => null;
    };
  },
} as const satisfies Record<string, Change>;
