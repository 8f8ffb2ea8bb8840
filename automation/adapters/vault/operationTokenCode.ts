import { type Answer, ok, unknown } from "../../../ground/answer.ts";
import { Secret } from "../../../ground/secret.ts";

/**
 * Opens a generated token: unpadded base64 of the token's bytes XOR the one-time pad's. The lengths
 * must match exactly and the result must look like a token of Vault's; anything else is `unreadable`.
 */
export function decodeOperationToken(encoded: string, pad: Secret): Answer<Secret> {
  if (!/^[A-Za-z0-9+/]+$/.test(encoded)) return unreadable("it is not unpadded base64");
  const mixed = Buffer.from(encoded, "base64");
  const padBytes = Buffer.from(pad.reveal(), "latin1");
  try {
    if (mixed.length !== padBytes.length) {
      return unreadable(`it has ${mixed.length} bytes, its one-time pad ${padBytes.length}`);
    }
    for (const [index, byte] of padBytes.entries()) mixed[index] = (mixed[index] ?? 0) ^ byte;
    const token = mixed.toString("latin1");
    return TOKEN.test(token) ? ok(new Secret(token)) : unreadable("it opens to no token");
  } finally {
    mixed.fill(0);
    padBytes.fill(0);
  }
}

/** `s.` and `b.` (Vault 1.0), `hvs.` and `hvb.` (1.10), or the 24 letters and digits of 0.11. */
const TOKEN = /^((hv)?[sb]\.[\x21-\x7e]{8,}|[A-Za-z0-9]{24})$/;

const unreadable = (reason: string) =>
  unknown("unreadable", `the generated token cannot be decoded: ${reason}`);
