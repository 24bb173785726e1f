import { isFailure } from "../../domain/failure.ts";
import type { Log } from "../../ports/log.ts";
import type { Random } from "../../ports/random.ts";
import type { Calls } from "./calls.ts";
import { toFaultCode } from "./fault.ts";
import type { Listener, LndNode } from "./node.ts";

/** How long to wait before a broken subscription is opened again. */
export interface Backoff {
  /** Upper bound of the first wait. */
  readonly firstMs: number;
  /** Upper bound of any wait. */
  readonly mostMs: number;
}

/** One subscription that is kept open. */
export interface WatchOptions {
  readonly calls: Calls;
  readonly random: Random;
  readonly log: Log;
  readonly backoff: Backoff;
  /** For the log. */
  readonly name: string;
  readonly open: (node: LndNode, listener: Listener) => () => void;
  /**
   * Returns true when nothing more can come, so that the subscription need not go on. What it throws
   * is logged and costs that one message: polling will tell the same.
   */
  readonly onData: (message: unknown) => boolean;
}

/**
 * Keep a subscription open until the returned function is called. It is opened again after a wait
 * chosen by chance up to a bound that doubles each time ("full jitter"), so that many terminals do
 * not come back at once; and without a wait when the connection under it has been replaced.
 */
export const keepWatching = (options: WatchOptions): (() => void) => {
  const { calls, random, log, backoff, name } = options;
  let close = (): void => undefined;
  let timer: NodeJS.Timeout | null = null;
  let failures = 0;
  let isOver = false;

  const stop = (): void => {
    isOver = true;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    forget();
    close();
  };

  const hear = (message: unknown): boolean => {
    try {
      return options.onData(message);
    } catch (error) {
      const code = isFailure(error) ? error.code : "LISTENER_FAILED";
      log.error({ watch: name, code }, "a message of a subscription could not be used");
      return false;
    }
  };

  const wait = (error: unknown): void => {
    const boundMs = Math.min(backoff.mostMs, backoff.firstMs * 2 ** failures);
    failures += 1;
    if (failures === 1) {
      log.warn(
        { watch: name, code: error === null ? "LND_STREAM_ENDED" : toFaultCode(error) },
        "subscription broke: opening it again",
      );
    }
    timer = setTimeout(open, random.fraction() * boundMs);
  };

  const open = (): void => {
    timer = null;
    // A stream that the node has not yet answered may end before this one is known as `close`.
    let isCurrent = true;
    const end = options.open(calls.node(), {
      onData: (message) => {
        if (!isCurrent || isOver) return;
        failures = 0;
        if (hear(message)) stop();
      },
      onEnd: (error) => {
        if (!isCurrent || isOver) return;
        isCurrent = false;
        wait(error);
      },
    });
    close = () => {
      isCurrent = false;
      end();
    };
  };

  const forget = calls.onReconnect(() => {
    if (timer !== null) clearTimeout(timer);
    close();
    failures = 0;
    open();
  });
  open();
  return stop;
};
