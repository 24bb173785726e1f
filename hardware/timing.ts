import { DeviceFault } from "./fault.ts";

/** Where drivers take time from; the terminal's own clock fits. */
export interface DeviceClock {
  /** Milliseconds since some start; never goes back. */
  monotonicMs(): number;
}

/**
 * The promise's own end, or a {@link DeviceFault} with `code` after `ms` milliseconds. The promise
 * goes on by itself after a time-out: whoever owns the resource has to close it.
 */
export const withDeadline = async <T>(
  promise: Promise<T>,
  ms: number,
  code: string,
): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new DeviceFault(code, `no end within ${ms} ms`));
    }, ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Resolves after `ms` milliseconds, or at once when `signal` aborts; never rejects. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
  });
