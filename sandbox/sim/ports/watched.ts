/** A call of a port on its way: `vault.demote`, what it is given, and what makes it. */
export type Called = (call: string, args: unknown[], make: () => unknown) => Promise<unknown>;

/** Calls that answer at once: they look at what this process knows. */
const AT_ONCE: ReadonlySet<string> = new Set(["store.isGone", "store.self", "hooks.has"]);

/** The same port, each call of it handed to `called`, which answers in its place. */
export const watched = <T extends object>(name: string, port: T, called: Called): T =>
  new Proxy(port, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== "function") return member;
      const call = `${name}.${String(key)}`;
      return (...args: unknown[]): unknown => {
        const make = () => Reflect.apply(member, target, args);
        return AT_ONCE.has(call) ? make() : called(call, args, make);
      };
    },
  });
