import type { Secret } from "../../../ground/secret.ts";

/** A key share that could be one, and its place among those given, counted from 1: all that may ever be shown of it. */
export type KeyShare = { position: number; share: Secret };

export type SortedShares = {
  usable: KeyShare[];
  /** Shares that no cluster would take, by position, in words. */
  problems: string[];
};

/** Vault takes 16 to 33 bytes, hex before padded base64; a share given twice counts once. */
export function sortShares(shares: readonly Secret[]): SortedShares {
  const usable: (KeyShare & { bytes: Buffer })[] = [];
  const problems: string[] = [];
  for (const [index, share] of shares.entries()) {
    const position = index + 1;
    const bytes = bytesOf(share.reveal());
    const twin = usable.find((other) => bytes?.equals(other.bytes));
    if (bytes === null) problems.push(`key share ${position} is neither hex nor base64`);
    else if (bytes.length < BYTES_MIN || bytes.length > BYTES_MAX) {
      problems.push(
        `key share ${position} has ${bytes.length} bytes, not ${BYTES_MIN} to ${BYTES_MAX}`,
      );
    } else if (twin !== undefined) {
      problems.push(`key share ${position} is key share ${twin.position} again`);
    } else {
      usable.push({ position, share, bytes });
      continue;
    }
    bytes?.fill(0);
  }
  for (const { bytes } of usable) bytes.fill(0);
  return { usable: usable.map(({ position, share }) => ({ position, share })), problems };
}

const BYTES_MIN = 16;
const BYTES_MAX = 33;

function bytesOf(text: string): Buffer | null {
  if (/^([0-9a-f]{2})+$/i.test(text)) return Buffer.from(text, "hex");
  const isBase64 = text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
  return isBase64 ? Buffer.from(text, "base64") : null;
}
