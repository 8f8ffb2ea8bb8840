import type { Change } from "./incident.ts";

/** What people and their machines do. */
export const PEOPLE = {
  "hooks-fail": ({ hooks }) => {
    hooks.failing = true;
    return () => {
      hooks.failing = false;
    };
  },
} as const satisfies Record<string, Change>;
