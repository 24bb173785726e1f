/** A set of listeners that remembers the last value, so that a late listener misses nothing. */
export interface Listeners<T> {
  readonly add: (listener: (value: T) => void) => () => void;
  readonly tell: (value: T) => void;
}

/** Make a set of listeners. */
export const createListeners = <T>(): Listeners<T> => {
  const all = new Set<(value: T) => void>();
  let last: { readonly value: T } | null = null;
  return {
    add: (listener) => {
      all.add(listener);
      if (last !== null) listener(last.value);
      return () => {
        all.delete(listener);
      };
    },
    tell: (value) => {
      last = { value };
      for (const listener of all) listener(value);
    },
  };
};
