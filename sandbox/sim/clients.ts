import { handle } from "../model/vault/api/handle.ts";
import { kvHolds } from "../model/vault/api/kv.ts";
import { clusterIn } from "../model/vault/world.ts";
import { ADDRESSES, SERVICE, type SimWorld } from "./world.ts";

const EVERY_MS = 400;
/** While nothing is at work that could lose a write. */
const AT_EASE_MS = 10_000;

/** An application that writes by the service's name, while nobody has stopped it, and remembers what was taken. */
export class Clients {
  readonly #world: SimWorld;
  readonly #acknowledged: string[] = [];
  #ended = false;
  #everyMs = EVERY_MS;

  constructor(world: SimWorld) {
    this.#world = world;
    world.clock.after(1, () => this.#write());
  }

  /** Nothing happens for a while: they write now and then. */
  async atEase(work: () => Promise<void>): Promise<void> {
    this.#everyMs = AT_EASE_MS;
    await work();
    this.#everyMs = EVERY_MS;
  }

  end(): void {
    this.#ended = true;
  }

  get count(): number {
    return this.#acknowledged.length;
  }

  /** Acknowledged writes that the Region's cluster does not hold. */
  lostIn(region: string): string[] {
    const cluster = clusterIn(this.#world.vault, region);
    return this.#acknowledged.filter((key) => !kvHolds(cluster, key, key));
  }

  #write(): void {
    if (this.#ended) return;
    const { clock, resolver, vault, rootToken, writersStopped } = this.#world;
    clock.after(this.#everyMs, () => this.#write());
    if (writersStopped) return;
    const [address] = resolver.lookup(SERVICE).addresses;
    const region = Object.keys(ADDRESSES).find((one) => ADDRESSES[one] === address);
    if (region === undefined || clusterIn(vault, region).reach !== "up") return;
    const key = `team/k${clock.now()}`;
    const reply = handle(vault, region, {
      method: "PUT",
      path: `/v1/secret/data/${key}`,
      query: {},
      token: rootToken,
      body: { data: { value: key } },
    });
    if (reply.is === "answered" && reply.status === 200) this.#acknowledged.push(key);
  }
}
