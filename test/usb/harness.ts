import { setTimeout as sleep } from "node:timers/promises";

/** One thing that must hold in the machine. */
export interface RigCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** One line of the results, as `scripts/usb-rig` reads them. */
export type RigLine =
  | {
      readonly kind: "case";
      readonly name: string;
      readonly ms: number;
      /** Null when it passed. */
      readonly fault: string | null;
    }
  | { readonly kind: "end"; readonly cases: number };

/** Ample: a second program takes half a minute to load on an emulated processor that is shared. */
const CASE_MS = 240_000;
const POLL_MS = 20;

const withinMs = async (run: () => Promise<void>, ms: number): Promise<void> => {
  const stop = new AbortController();
  const late = async (): Promise<never> => {
    await sleep(ms, undefined, { signal: stop.signal });
    throw new Error(`no end within ${ms} ms`);
  };
  const tooLate = late();
  tooLate.catch(() => {});
  try {
    await Promise.race([run(), tooLate]);
  } finally {
    stop.abort();
  }
};

/** Runs the cases one after another; a fault ends its case and no other. */
export const runCases = async (
  cases: readonly RigCase[],
  tell: (line: RigLine) => void,
): Promise<void> => {
  for (const { name, run } of cases) {
    const startedMs = performance.now();
    let fault: string | null = null;
    try {
      await withinMs(run, CASE_MS);
    } catch (error) {
      fault = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    tell({ kind: "case", name, ms: Math.round(performance.now() - startedMs), fault });
  }
  tell({ kind: "end", cases: cases.length });
};

/**
 * Asks until there is an answer other than null, false or undefined. Throws with `what` when there
 * is none in 20 s, which an emulated processor needs now and then.
 */
export const until = async <T>(
  what: string,
  ask: () => T | null | undefined | false,
  ms = 20_000,
): Promise<T> => {
  const endMs = performance.now() + ms;
  for (;;) {
    const answer = ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (performance.now() > endMs) throw new Error(`not within ${ms} ms: ${what}`);
    await sleep(POLL_MS);
  }
};
