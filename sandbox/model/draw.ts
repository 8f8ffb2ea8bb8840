import { drawBelow, type Random } from "../../ground/random.ts";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** `length` characters of 0-9, A-Z, a-z. */
export const drawBase62 = (random: Random, length: number): string =>
  Array.from({ length }, () => BASE62[drawBelow(random, BASE62.length)]).join("");

/** `count` bytes. */
export const drawBytes = (random: Random, count: number): Buffer =>
  Buffer.from(drawHex(random, 2 * count), "hex");

/** A UUID of version 4. Every answer of a Vault carries one, so that this is drawn more often than anything else. */
export function drawUuid(random: Random): string {
  const hex = drawHex(random, 32);
  const variant = "89ab"[drawBelow(random, 4)];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function drawHex(random: Random, length: number): string {
  let hex = "";
  while (hex.length < length)
    hex += drawBelow(random, 2 ** 32)
      .toString(16)
      .padStart(8, "0");
  return hex.slice(0, length);
}
