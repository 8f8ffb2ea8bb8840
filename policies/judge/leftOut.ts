import { knownOr } from "./unknown.ts";

/** The properties, and what is in them, with null as if it had been left out: that is what a provider takes it for. */
export function withoutNulls<T extends object>(properties: T): T {
  return new Proxy(properties, {
    get: (of, key) => {
      const value: unknown = Reflect.get(of, key);
      if (value === null) return undefined;
      return typeof value === "object" ? withoutNulls(value) : value;
    },
    // What is not known yet is there, and is not read for it.
    has: (of, key) => key in of && knownOr(() => Reflect.get(of, key), NOT_KNOWN) !== null,
  });
}

const NOT_KNOWN = Symbol("not known");
