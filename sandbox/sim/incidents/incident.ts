import type { SimWorld } from "../world.ts";

/** What goes wrong in the world: when, what, for how long. Times in milliseconds from the start. */
export type Incident = { at: number; kind: string; target: string; forMs: number; amount: number };

/** Takes something away, and answers with how it comes back. */
export type Change = (world: SimWorld, incident: Incident) => () => void;

/** How what is used up by itself comes back. */
export const nothing = (): void => undefined;
