import { inspect } from "node:util";

const MASK = "[secret]";

/** A value that no log line, template, JSON document or error can show. `reveal()` is the word to search for. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The plain value. Called where it is sent, in adapters only; `test/tidy.test.ts` checks that. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
