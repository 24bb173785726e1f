/** Who wants to hear of changes. */
export interface Listeners {
  /** The returned function ends it. */
  add(listener: () => void): () => void;
  readonly tell: () => void;
}

/** Nobody yet. */
export const createListeners = (): Listeners => {
  const listeners = new Set<() => void>();
  return {
    add(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    tell: () => {
      for (const listener of listeners) listener();
    },
  };
};
