import { oldRun } from "../stores/oldRun.ts";
import { type Change, nothing } from "./incident.ts";

/** What happens to the run store, a folder or a bucket. */
export const STORE = {
  "store-gone": ({ store }, { amount }) => store.troubles.gone(amount % 4 === 0),
  /** From one machine, the target. */
  "store-cut-off": ({ store }, { target }) => store.troubles.cutOff(target),
  "store-loses-answers": ({ store }, { amount }) =>
    store.troubles.losesAnswers(1 + (amount % 7), amount % 2 === 0),
  "store-hangs": ({ store }, { amount }) =>
    store.troubles.hangs(1 + (amount % 3), amount % 2 === 0),
  "store-slow": ({ store }, { amount }) => store.troubles.slow(amount * 100),
  /** A machine that was away comes back, with what it has written down alone. */
  "local-run-turns-up": (world, { target }) => {
    const { run, lines } = oldRun(world);
    world.locals.on(target).turnsUp(run, lines);
    return nothing;
  },
  "store-denied": ({ store }) => store.troubles.denied(),
  "store-throttled": ({ store }, { amount }) => store.troubles.throttled(1 + (amount % 12)),
  "store-conflicts": ({ store }, { amount }) => store.troubles.conflicting(1 + (amount % 6)),
} as const satisfies Record<string, Change>;
