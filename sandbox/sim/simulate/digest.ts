import { createHash } from "node:crypto";

const BYTES = 6;
const BELOW = 2 ** (8 * BYTES);

/** A number for a whole log: another machine that comes to the same one has gone through the same world. */
export const digestOf = (log: string[]): number =>
  createHash("sha256").update(log.join("\n")).digest().readUIntBE(0, BYTES);

/** The digest of two sets of logs, whichever was first. */
export const addedDigest = (one: number, other: number): number => (one + other) % BELOW;
