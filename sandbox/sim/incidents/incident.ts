import type { SimWorld } from "../world.ts";

/**
 * What goes wrong in the world: when, what, where, for how long, how much. `at` counts from the start, or from the first
 * time that a journal says `after`: `started demote-old-primary`, `went-back`. Times in milliseconds.
 */
export type Incident = {
  at: number;
  after?: string;
  kind: string;
  target: string;
  forMs: number;
  amount: number;
};

/** Takes something away, and answers with how it comes back. */
export type Change = (world: SimWorld, incident: Incident) => () => void;

/** How what is used up by itself comes back. */
export const nothing = (): void => undefined;
