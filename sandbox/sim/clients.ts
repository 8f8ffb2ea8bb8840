import { apiReach } from "../model/vault/api/front.ts";
import { handle } from "../model/vault/api/handle.ts";
import { clusterIn } from "../model/vault/world.ts";
import type { Audit } from "./audit.ts";
import { regionWithAddress, SERVICE, type SimWorld } from "./world.ts";

const EVERY_MS = 400;
/** While nothing is at work that could lose a write. */
const AT_EASE_MS = 10_000;

/** An application that writes by the service's name, while nobody has stopped it. */
export class Clients {
  readonly #world: SimWorld;
  readonly #audit: Audit;
  #ended = false;
  #everyMs = EVERY_MS;

  constructor(world: SimWorld, audit: Audit) {
    this.#world = world;
    this.#audit = audit;
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

  #write(): void {
    if (this.#ended) return;
    const { clock, resolver, vault, rootToken, writersStopped } = this.#world;
    clock.after(this.#everyMs, () => this.#write());
    if (writersStopped || resolver.settings.silent) return;
    const [address] = resolver.lookup(SERVICE).addresses;
    const region = regionWithAddress(address);
    if (region === null || apiReach(clusterIn(vault, region)) !== "up") return;
    const key = `team/k${clock.now()}`;
    const reply = handle(vault, region, {
      method: "PUT",
      path: `/v1/secret/data/${key}`,
      query: {},
      token: rootToken,
      body: { data: { value: key } },
    });
    if (reply.is === "answered" && reply.status === 200) this.#audit.wasWritten(key, region);
  }
}
