/**
 * Works that mostly wait, at most `width` at a time and in order. Asked for one, it begins that one and those whose turn
 * is near; `settled` waits for all that were begun.
 */
export function sideBySide<T>(works: (() => Promise<T>)[], width: number) {
  const begun = new Map<number, Promise<T>>();
  const begin = (index: number): Promise<T> => {
    const known = begun.get(index);
    if (known !== undefined) return known;
    const work = works[index]?.() ?? Promise.reject(new Error(`there is no work ${index}`));
    work.catch(() => undefined); // whoever asks for it hears of it
    begun.set(index, work);
    return work;
  };
  return {
    get: (index: number): Promise<T> => {
      const asked = begin(index);
      for (let near = index + 1; near < Math.min(works.length, index + width); near++)
        void begin(near);
      return asked;
    },
    settled: (): Promise<unknown> => Promise.allSettled(begun.values()),
  };
}
