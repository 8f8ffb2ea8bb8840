import { drawBelow, type Random } from "../../ground/random.ts";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** `length` characters of 0-9, A-Z, a-z. */
export const drawBase62 = (random: Random, length: number): string =>
  Array.from({ length }, () => BASE62[drawBelow(random, BASE62.length)]).join("");

/** `count` bytes. */
export const drawBytes = (random: Random, count: number): Buffer =>
  Buffer.from(Array.from({ length: count }, () => drawBelow(random, 256)));

/** A UUID of version 4. */
export function drawUuid(random: Random): string {
  const bytes = drawBytes(random, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
