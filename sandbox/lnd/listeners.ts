/** Those who want to hear that something happened. */
export interface Listeners {
  /** Returns what ends it. */
  add(listener: () => void): () => void;
  call(): void;
}

/** Create an empty list. */
export const createListeners = (): Listeners => {
  const listeners = new Set<() => void>();
  return {
    add: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    call: () => {
      for (const listener of listeners) listener();
    },
  };
};
