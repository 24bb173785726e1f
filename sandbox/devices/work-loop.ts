import { setImmediate as nextTurn } from "node:timers/promises";

/** Runs one task at a time, again for as long as there is a reason to. */
export interface WorkLoop {
  /** There may be something to do. */
  wake(): void;
  /** Resolves once the task is not running; it does not start again. */
  stop(): Promise<void>;
}

/** `work` learns whether it has to end early. It starts in a later turn of the event loop than the wake-up, and never twice at once. */
export const createWorkLoop = (work: (isStopping: () => boolean) => Promise<void>): WorkLoop => {
  let isDue = false;
  let isStopping = false;
  let running: Promise<void> | undefined;

  const isEnding = (): boolean => isStopping;

  const run = async (): Promise<void> => {
    while (isDue && !isEnding()) {
      isDue = false;
      await nextTurn();
      await work(isEnding);
    }
    running = undefined;
  };

  return {
    wake() {
      isDue = true;
      if (!isStopping) running ??= run();
    },
    async stop() {
      isStopping = true;
      await running;
    },
  };
};
