/**
 * The certificate library finds its parts by metadata on classes and expects the three functions below on `Reflect`.
 * They must stand before it is loaded: import this file first.
 */
type MetadataReflect = {
  getMetadata?: (key: unknown, target: object) => unknown;
  getOwnMetadata?: (key: unknown, target: object) => unknown;
  defineMetadata?: (key: unknown, value: unknown, target: object) => void;
};

const metadata = new WeakMap<object, Map<unknown, unknown>>();
const own = (key: unknown, target: object): unknown => metadata.get(target)?.get(key);

function inherited(key: unknown, target: object | null): unknown {
  return target === null
    ? undefined
    : (own(key, target) ?? inherited(key, Object.getPrototypeOf(target)));
}

const reflect = Reflect as MetadataReflect;
reflect.getOwnMetadata ??= own;
reflect.getMetadata ??= inherited;
reflect.defineMetadata ??= (key, value, target) => {
  metadata.set(target, (metadata.get(target) ?? new Map()).set(key, value));
};
