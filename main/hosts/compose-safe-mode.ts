import { createSafeMode } from "../app/safe-mode.ts";
import type { TerminalSettings } from "../app/screen-state.ts";
import { type Failure, isFailure } from "../domain/failure.ts";
import type { Clock, Log } from "../ports.ts";
import type { ComposedTerminal } from "./composed.ts";

/** Failures of the start that leave a person something to mend on this machine's journal or key. */
const PREFIXES = ["JOURNAL_", "KEY_FILE_", "PREIMAGE_"];

/** True when the terminal should start its screens all the same, to say what is wrong. */
export const asksForSafeMode = (error: unknown): error is Failure =>
  isFailure(error) &&
  // Another terminal has the journal open: that one has the screens.
  error.code !== "JOURNAL_IN_USE" &&
  PREFIXES.some((prefix) => error.code.startsWith(prefix));

/** A terminal that only says why it cannot work. Nothing of the outside world is composed. */
export const composeSafeMode = (
  failure: Failure,
  parts: { readonly settings: TerminalSettings; readonly clock: Clock; readonly log: Log },
): ComposedTerminal => {
  parts.log.error(
    { code: failure.code, message: failure.message },
    "safe mode: no payment is made",
  );
  return {
    core: createSafeMode({ ...parts, code: failure.code }),
    close: async () => Promise.resolve(),
  };
};
