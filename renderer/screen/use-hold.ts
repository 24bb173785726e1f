import { useEffect, useRef, useState } from "preact/hooks";

/** Steps that a held button fills, one after the other. */
export const HOLD_STEPS = 5;
const STEP_MS = 200;

/** A press that must be kept up for a second before it counts. */
export interface Hold {
  /** Steps filled so far. */
  readonly filled: number;
  readonly start: () => void;
  readonly stop: () => void;
}

/** Fill step by step while held; run once when full. Letting go before that does nothing. */
export const useHold = (run: () => void): Hold => {
  const [filled, setFilled] = useState(0);
  const timer = useRef<ReturnType<typeof setInterval> | undefined>(undefined);
  const latest = useRef(run);
  latest.current = run;

  const stop = (): void => {
    clearInterval(timer.current);
    timer.current = undefined;
    setFilled(0);
  };
  const start = (): void => {
    if (timer.current !== undefined) return;
    let steps = 0;
    timer.current = setInterval(() => {
      steps += 1;
      setFilled(steps);
      if (steps < HOLD_STEPS) return;
      stop();
      latest.current();
    }, STEP_MS);
  };
  useEffect(
    () => () => {
      clearInterval(timer.current);
    },
    [],
  );
  return { filled, start, stop };
};
