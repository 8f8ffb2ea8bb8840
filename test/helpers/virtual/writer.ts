import { EAST, WEST } from "../vaultWorld.ts";
import { ADDRESSES, type Estate, SERVICE } from "./estate.ts";

const EVERY_MS = 50;

/** A client that writes by the service's name for as long as nobody stops the writers, and remembers what was taken. */
export class Writer {
  readonly acknowledged: string[] = [];
  readonly #estate: Estate;
  #ended = false;

  constructor(estate: Estate) {
    this.#estate = estate;
    estate.clock.after(1, () => this.#write());
  }

  end(): void {
    this.#ended = true;
  }

  /** Writes that were acknowledged and that `region` does not hold. */
  lostIn(region: string): string[] {
    const { pair } = this.#estate;
    return this.acknowledged.filter((key) => String(pair.read(region, key)) !== key);
  }

  #write(): void {
    if (this.#ended) return;
    const { pair, resolver, writers, clock } = this.#estate;
    clock.after(EVERY_MS, () => this.#write());
    if (writers.stopped) return;
    const address = resolver.lookup(SERVICE).addresses[0];
    const region = [WEST, EAST].find((one) => ADDRESSES[one] === address);
    if (region === undefined || pair.world.clusters.get(region)?.reach !== "up") return;
    const key = `team/k${clock.now()}`;
    if (pair.write(region, key, key) === 200) this.acknowledged.push(key);
  }
}
