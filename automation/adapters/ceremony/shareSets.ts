import type { KeyShare } from "./keyShares.ts";

/** As many shares as the threshold asks for. */
export type ShareSet = readonly KeyShare[];

/**
 * Sets of `size` shares, `limit` at most, no set twice. The first ones leave out each share in turn, so that a single
 * wrong share is avoided after as many sets as there are shares, at the latest; the others follow in order.
 */
export function shareSets(shares: readonly KeyShare[], size: number, limit: number): ShareSet[] {
  const sets = new Map<string, ShareSet>();
  for (const set of inTurn(shares, size)) sets.set(positionsOf(set), set);
  for (const set of choices(shares, size)) {
    if (sets.size >= limit) break;
    sets.set(positionsOf(set), set);
  }
  return [...sets.values()].slice(0, limit);
}

export const positionsOf = (set: ShareSet): string =>
  set.map(({ position }) => position).join(", ");

export const isSame = (left: ShareSet, right: ShareSet): boolean =>
  positionsOf(left) === positionsOf(right);

/**
 * What an accepted set says of those that failed: it holds no wrong share, each of them does. First the shares that
 * are certainly wrong, then what remains open, in words.
 */
export function wrongShares(accepted: ShareSet, failed: readonly ShareSet[]): string[] {
  const positions = new Set(accepted.map(({ position }) => position));
  const suspects = failed.map((set) => set.filter(({ position }) => !positions.has(position)));
  const certain = new Set(suspects.filter((set) => set.length === 1).map(positionsOf));
  const open = suspects.filter((set) => !set.some((share) => certain.has(positionsOf([share]))));
  return [
    ...[...certain].map((position) => `key share ${position} is wrong`),
    ...open.map((set) => `one of the key shares ${positionsOf(set)} is wrong`),
  ];
}

/** `size` neighbours, from each share on, around the end. */
const inTurn = (shares: readonly KeyShare[], size: number): ShareSet[] =>
  shares.map((_, start) =>
    shares.filter((_, index) => (index - start + shares.length) % shares.length < size),
  );

function* choices(shares: readonly KeyShare[], size: number): Generator<ShareSet> {
  if (size === 0) return yield [];
  for (const [index, first] of shares.entries()) {
    for (const rest of choices(shares.slice(index + 1), size - 1)) yield [first, ...rest];
  }
}
