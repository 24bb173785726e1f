/** Real monotonic time. */
export const realClock = { monotonicMs: (): number => performance.now() };

/** Waits until `check` holds, polling in event-loop turns; fails after `withinMs`. */
export const until = async (check: () => boolean, withinMs = 10_000): Promise<void> => {
  const endMs = performance.now() + withinMs;
  while (!check()) {
    if (performance.now() > endMs) throw new Error("the awaited state did not come");
    await new Promise((resolve) => {
      setTimeout(resolve, 2);
    });
  }
};
