import { pause } from "../timing.ts";

/** Looks at a printer again and again, so that its state is known before a job needs it. */
export interface PrinterWatch {
  /** Look now rather than later. */
  hurry(): void;
  /** Idempotent; resolves once no look is under way. */
  stop(): Promise<void>;
}

/** How often a printer is looked at, in milliseconds. */
export interface WatchPace {
  /** One that works, and tells of most changes by itself. */
  readonly goodMs: number;
  /** One that is not there, at first; doubled at each look up to {@link WatchPace.goodMs}. */
  readonly badMs: number;
}

/** Starts at once. `look` gives true when the printer is there and works; it must not reject. */
export const watchPrinter = (look: () => Promise<boolean>, pace: WatchPace): PrinterWatch => {
  const stopping = new AbortController();
  let waking = new AbortController();

  const run = async (): Promise<void> => {
    let waitMs = pace.badMs;
    while (!stopping.signal.aborted) {
      const isGood = await look();
      waitMs = isGood ? pace.goodMs : Math.min(waitMs * 2, pace.goodMs);
      waking = new AbortController();
      await pause(waitMs, AbortSignal.any([stopping.signal, waking.signal]));
      if (isGood) waitMs = pace.badMs;
    }
  };
  const running = run();

  return {
    hurry() {
      waking.abort();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
};
