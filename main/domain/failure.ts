/**
 * The one error type of the terminal. `code` is stable and safe to show, to log and to match on;
 * `message` is for an operator and never holds a secret or identity data.
 */
export class Failure extends Error {
  override readonly name = "Failure";
  /** Stable, upper-case, words joined by underscores: `RATE_STALE`, `CONFIG_INVALID`. */
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** True when `value` is a {@link Failure}, with `code` when one is given. */
export const isFailure = (value: unknown, code?: string): value is Failure =>
  value instanceof Failure && (code === undefined || value.code === code);
