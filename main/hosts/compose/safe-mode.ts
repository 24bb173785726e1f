/** A start that never ends in a crash for what a person can mend: it says what is wrong instead. */
import { createSafeMode } from "../../app/recovery/safe-mode.ts";
import type { TerminalSettings } from "../../app/screen-state.ts";
import type { Timers } from "../../app/time/timers.ts";
import type { BridgeCore } from "../../bridge/dispatch.ts";
import { type Failure, isFailure } from "../../domain/failure.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { ComposedTerminal } from "./composed.ts";

/** What the screens of a terminal that cannot work are made from. */
export interface SafeModeParts {
  readonly settings: TerminalSettings;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /** Tell the customers; the returned function lets go of what tells them. */
  readonly showOutOfService: () => Promise<() => Promise<void>>;
}

/** Puts a terminal together and starts it. When it rejects, it has let go of everything. */
type Start = () => Promise<ComposedTerminal>;

/** Failures of the start that leave a person something to mend: journal, key, access to the node. */
const PREFIXES = ["JOURNAL_", "KEY_FILE_", "PREIMAGE_", "LND_MACAROON_"];

/** How often a disk that was full is looked at again. */
const AGAIN_MS = 5_000;

const asksForSafeMode = (error: unknown): error is Failure =>
  isFailure(error) &&
  // Another terminal has the journal open: that one has the screens.
  error.code !== "JOURNAL_IN_USE" &&
  PREFIXES.some((prefix) => error.code.startsWith(prefix));

/** Room comes back by itself, or by a person's hand: no restart should be needed then. */
const isWorthWaiting = (error: unknown): error is Failure => isFailure(error, "JOURNAL_DISK_FULL");

/** Screens that outlive what stands behind them. */
const createSwitch = (first: BridgeCore) => {
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  let core = first;
  let stopListening = core.onChange(tell);
  const current: BridgeCore = {
    call: (role, name, args) => core.call(role, name, args),
    snapshot: (role) => core.snapshot(role),
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return {
    current,
    turnTo: (next: BridgeCore): void => {
      stopListening();
      core = next;
      stopListening = core.onChange(tell);
      tell();
    },
  };
};

/** A terminal that only says why it cannot work. Nothing of the outside world is composed. */
const safeModeOf = (failure: Failure, parts: SafeModeParts): BridgeCore => {
  parts.log.error(
    { code: failure.code, message: failure.message },
    "safe mode: no payment is made",
  );
  return createSafeMode({ ...parts, code: failure.code });
};

const composeWaiting = async (
  failure: Failure,
  start: Start,
  parts: SafeModeParts,
): Promise<ComposedTerminal> => {
  const { timers, log } = parts;
  const screens = createSwitch(safeModeOf(failure, parts));
  let terminal: ComposedTerminal | null = null;
  const stopShowing = await parts.showOutOfService();
  let isClosed = false;
  let attempt = Promise.resolve();

  const tryAgain = async (): Promise<void> => {
    try {
      terminal = await start();
      // The terminal's own driver waits for the port meanwhile.
      await stopShowing();
      screens.turnTo(terminal.core);
      log.info({}, "safe mode ended: there is room again");
    } catch (error) {
      if (isWorthWaiting(error)) plan();
      else if (isFailure(error)) screens.turnTo(safeModeOf(error, parts));
      else throw error;
    }
  };
  const plan = (): void => {
    if (isClosed) return;
    cancel = timers.after(AGAIN_MS, () => {
      attempt = tryAgain();
    });
  };
  let cancel = (): void => undefined;
  plan();
  return {
    core: screens.current,
    close: async () => {
      isClosed = true;
      cancel();
      await attempt;
      await stopShowing();
      await terminal?.close();
    },
  };
};

/**
 * Start a terminal. A journal, key or macaroon that is not right leads to screens that say so, and to nothing
 * else; on a full disk the start is made again until there is room. Passes on what else `start`
 * throws, such as `JOURNAL_IN_USE`.
 */
export const composeSafely = async (
  start: Start,
  parts: SafeModeParts,
): Promise<ComposedTerminal> => {
  try {
    return await start();
  } catch (error) {
    if (isWorthWaiting(error)) return composeWaiting(error, start, parts);
    if (!asksForSafeMode(error)) throw error;
    return { core: safeModeOf(error, parts), close: await parts.showOutOfService() };
  }
};
