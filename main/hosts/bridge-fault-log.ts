import { isFailure } from "../domain/failure.ts";
import type { BridgeFault } from "../bridge/dispatch.ts";
import type { Log } from "../ports/log.ts";

/**
 * Write faults of the bridge to the log. Only codes and names: the message of an error that is not
 * a `Failure` may quote what it choked on.
 */
export const bridgeFaultLog =
  (log: Log) =>
  ({ code, role, cause }: BridgeFault): void => {
    const error = cause instanceof Error ? cause.name : typeof cause;
    const detail = isFailure(cause) ? `${cause.code}: ${cause.message}` : error;
    log.error({ code, role, error }, `the bridge to a screen failed: ${detail}`);
  };
