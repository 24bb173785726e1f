/** Runs tasks one after another, in the order in which they came. */
export interface Turns {
  /** Resolves or rejects as `task` does, once its turn came. A failed task does not stop the next. */
  take<T>(task: () => Promise<T>): Promise<T>;
}

/** An empty queue. */
export const createTurns = (): Turns => {
  let last: Promise<unknown> = Promise.resolve();
  return {
    take<T>(task: () => Promise<T>): Promise<T> {
      const turn = last.then(task);
      last = turn.catch(() => {});
      return turn;
    },
  };
};
