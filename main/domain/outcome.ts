/**
 * The answer to a call that moves money, or that asks about one. There are three, never two:
 *
 * - `done`: it happened, and `value` is the proof.
 * - `refused`: it is certain that it did not happen and never will.
 * - `unknown`: anything else. Ask again under the same key; never send a second time.
 */
export type Outcome<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "unknown"; readonly code: string; readonly retryAfterMs?: number };

/** The answer that proves something happened. */
export const done = <T>(value: T): Outcome<T> => ({ kind: "done", value });

/** The answer that proves nothing happened and nothing will. `code` is a stable failure code. */
export const refused = (code: string): Outcome<never> => ({ kind: "refused", code });

/** The answer that proves nothing. `retryAfterMs` is what the remote asked for, if it did. */
export const unknown = (code: string, retryAfterMs?: number): Outcome<never> =>
  retryAfterMs === undefined ? { kind: "unknown", code } : { kind: "unknown", code, retryAfterMs };
