import type { Resolver } from "./resolver.ts";

/** The resolver of the hosts on which the Vault servers run. They ask for the estate's names all the time. */
export class ServerDns {
  readonly #resolver: Resolver;
  readonly #names: string[];

  constructor(resolver: Resolver, names: string[]) {
    this.#resolver = resolver;
    this.#names = names;
  }

  addressesOf(host: string): string[] {
    return this.#resolver.lookup(host).addresses;
  }

  /** From now on it keeps every record that long at least, beginning with what the names lead to at this moment. */
  overHold(ms: number): void {
    this.#resolver.settings.overHoldMs = ms;
    for (const name of this.#names) this.#resolver.lookup(name);
  }
}
