type Network = { address: bigint; bits: number; length: 32 | 128 };

/** `0.0.0.0/0` and `::/0`, however they are written. */
export const isEverywhere = (cidr: string): boolean => /\/0+$/.test(cidr.trim());

/** Whether one network lies whole in another; false for what is no network. */
export function liesIn(inner: string, outer: string): boolean {
  const small = networkOf(inner);
  const large = networkOf(outer);
  if (small === null || large === null || small.length !== large.length) return false;
  const shift = BigInt(large.length - large.bits);
  return small.bits >= large.bits && small.address >> shift === large.address >> shift;
}

function networkOf(cidr: string): Network | null {
  const [host = "", bits] = cidr.trim().split("/");
  if (bits === undefined || !/^\d{1,3}$/.test(bits)) return null;
  const is4 = host.includes(".");
  const parts = is4 ? parts4(host) : parts6(host);
  if (parts === null) return null;
  const address = parts.reduce((sum, part) => (sum << (is4 ? 8n : 16n)) + BigInt(part), 0n);
  return { address, bits: Number(bits), length: is4 ? 32 : 128 };
}

function parts4(host: string): number[] | null {
  const parts = host.split(".").map(Number);
  return parts.length === 4 && parts.every((part) => part >= 0 && part <= 255) ? parts : null;
}

function parts6(host: string): number[] | null {
  const [left = "", right] = host.split("::");
  const numbers = (text: string) =>
    text === "" ? [] : text.split(":").map((part) => Number.parseInt(part, 16));
  const begin = numbers(left);
  const end = right === undefined ? [] : numbers(right);
  const gap = right === undefined ? 0 : 8 - begin.length - end.length;
  const parts = [...begin, ...Array.from({ length: Math.max(gap, 0) }, () => 0), ...end];
  return parts.length === 8 && parts.every((part) => Number.isInteger(part)) ? parts : null;
}
