/** A stretch of time in which clients could write to more than one cluster; `to` is null while it lasts. */
export type Overlap = { from: number; to: number | null; regions: string[] };

/** Keeps count of the one thing that must not be: two writable primaries that clients can reach. */
export class WritableAccount {
  readonly #overlaps: Overlap[] = [];

  /** Tells which clusters are writable and reachable from `now` on. */
  note(now: number, regions: string[]): void {
    const open = this.#open();
    if (open !== null && open.regions.join() === regions.join()) return;
    if (open !== null) open.to = now;
    if (regions.length > 1) this.#overlaps.push({ from: now, to: null, regions });
  }

  overlaps(): Overlap[] {
    return this.#overlaps.map((one) => ({ ...one }));
  }

  totalMs(now: number): number {
    return this.#overlaps.reduce((sum, { from, to }) => sum + (to ?? now) - from, 0);
  }

  #open(): Overlap | null {
    const last = this.#overlaps.at(-1);
    return last !== undefined && last.to === null ? last : null;
  }
}
