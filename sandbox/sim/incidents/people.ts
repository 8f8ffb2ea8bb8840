import type { HookName } from "../../../automation/ports/hooks.ts";
import { type HookMood, WELL } from "../ports/outside.ts";
import type { SimWorld } from "../world.ts";
import { type Change, nothing } from "./incident.ts";

/** What people and their machines do. */
export const PEOPLE = {
  killed: ({ cast }, { amount }) => {
    const when = amount % 2 === 0 ? "before" : "after";
    cast.befalls((process) => process.killAt({ nth: process.calls + 1 + amount, when }));
    return nothing;
  },
  "machine-sleeps": ({ cast }, { forMs }) => {
    cast.befalls((process) => process.sleep(forMs));
    return nothing;
  },
  interrupted: ({ cast }) => {
    cast.befalls((process) => process.interrupt());
    return nothing;
  },
  "interrupted-twice": ({ cast, clock }, { amount }) => {
    cast.befalls((process) => {
      process.interrupt();
      clock.after(500 + amount * 100, () => process.die());
    });
    return nothing;
  },
  "second-driver": ({ cast }, { target }) => {
    cast.beside(target);
    return nothing;
  },
  "mind-changed": ({ cast }, { target }) => {
    cast.changesHisMind(target);
    return nothing;
  },
  "lock-released": ({ cast }) => {
    cast.beside("lock release");
    return nothing;
  },

  "hooks-fail": (world, { amount }) => go(world, ALL, { is: "fails", does: amount % 2 === 0 }),
  "hooks-hang": (world, { amount }) => go(world, ALL, { is: "hangs", does: amount % 2 === 0 }),
  "unquiesce-fails": (world, { amount }) =>
    go(world, ["unquiesce"], { is: amount % 4 < 2 ? "fails" : "hangs", does: amount % 2 === 0 }),
} as const satisfies Record<string, Change>;

const ALL: HookName[] = ["before", "quiesce", "unquiesce", "after"];

function go({ hooks }: SimWorld, names: HookName[], mood: HookMood): () => void {
  for (const name of names) hooks[name] = mood;
  return () => {
    for (const name of names) hooks[name] = WELL;
  };
}
