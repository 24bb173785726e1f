import { isDeviceFault } from "../fault.ts";
import type { DeviceClock } from "../timing.ts";
import { resumePrinting } from "./commands.ts";
import { awaitsRecovery, troubleOf } from "./condition.ts";
import type { JobEvent } from "./job-state.ts";
import type { PrinterSession, PrinterTiming } from "./session.ts";

/** What keeps a job that the printer stopped in. */
export interface HoldingParts {
  readonly session: PrinterSession;
  readonly clock: DeviceClock;
  readonly timing: PrinterTiming;
  /** Whether DLE EOT is answered. */
  readonly canAsk: boolean;
  readonly tell: (event: JobEvent) => void;
  /** Ends every hold at once: the program is closing. */
  readonly signal: AbortSignal;
}

/** Waits while the printer is stopped in the middle of a job. Whatever ends a hold but the printer ends the link. */
export interface Holding {
  /** Why the printer is stopped, by what it told last; `null` when it is not known to be. */
  trouble(): string | null;
  /**
   * Keeps the job until the printer can go on or the link is over. Asks, so it has to be between
   * two commands. An error that is over and waits to be acknowledged is. Throws as
   * `Transport.write` does.
   */
  untilRecovered(): Promise<void>;
  /**
   * Writes, however long the printer holds it back. One that takes nothing and says nothing counts
   * as offline. Throws as `Transport.write` does.
   */
  write(bytes: Uint8Array, deadlineMs: number): Promise<void>;
  /** Code of what the job was given up for; `null` when it was not. */
  givenUpFor(): string | null;
  /** Wait for nothing any more. */
  end(): void;
}

/** A hold under way, and what ends it. */
const createHold = ({ session, timing, tell, signal }: HoldingParts) => {
  let heldFor: string | null = null;
  let givenUpFor: string | null = null;
  let timer: NodeJS.Timeout | undefined;

  const giveUp = (code: string): void => {
    givenUpFor = code;
    // Whoever writes or waits falls out of it by the end of the link.
    void session.close();
  };
  const onAbort = (): void => {
    if (heldFor !== null) giveUp("PRINTER_INTERRUPTED");
  };
  signal.addEventListener("abort", onAbort);

  const note = (code: string | null): void => {
    if (code === heldFor) return;
    clearTimeout(timer);
    heldFor = code;
    if (code === null) {
      tell({ kind: "recovered" });
      return;
    }
    tell({ kind: "stopped", code });
    timer = setTimeout(() => {
      giveUp(code);
    }, timing.holdMs);
    if (signal.aborted) onAbort();
  };

  return {
    note,
    givenUpFor: () => givenUpFor,
    end: () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    },
  };
};

/** Nothing is held yet. */
export const createHolding = (parts: HoldingParts): Holding => {
  const { session, clock, timing, canAsk } = parts;
  const hold = createHold(parts);

  const trouble = (): string | null => {
    const condition = session.condition();
    return condition === null ? null : troubleOf(condition);
  };

  /** False when it does not answer. */
  const askAgain = async (): Promise<boolean> => {
    if (!canAsk) return false;
    try {
      // It may hold the question back with everything else until it goes on.
      await session.ask(timing.holdMs);
      return true;
    } catch (error) {
      if (!isDeviceFault(error, "PRINTER_NO_ANSWER")) throw error;
      return false;
    }
  };

  /** Tells the printer to go on where it stopped, if all that it waits for is that. */
  const acknowledge = async (hasBeenOpen: boolean): Promise<void> => {
    const condition = session.condition();
    if (condition === null) return;
    // Whoever opened and closed the cover has freed the cutter too.
    const isFreed = hasBeenOpen && condition.cutterFault && !condition.coverOpen;
    if (!awaitsRecovery(condition) && !isFreed) return;
    await session.write(resumePrinting(), timing.holdMs);
    await askAgain();
  };

  const untilRecovered = async (): Promise<void> => {
    let hasBeenOpen = false;
    // A printer that is stopped may be deaf, and then what it told last holds. One that answered
    // while it was stopped is not: it has been switched off, or its cable's way back is broken.
    let hasAnswered = false;
    let isSilent = false;
    for (let code = trouble(); code !== null; code = trouble()) {
      hold.note(isSilent ? "PRINTER_NO_ANSWER" : code);
      if (!session.isAlive() || session.wasSwitchedOn()) return;
      hasBeenOpen ||= session.condition()?.coverOpen === true;
      await acknowledge(hasBeenOpen);
      if (trouble() === null) break;
      await session.news(timing.holdPollMs);
      if (trouble() === null || !session.isAlive()) continue;
      const answers = await askAgain();
      isSilent = hasAnswered && !answers;
      hasAnswered ||= answers;
    }
    hold.note(null);
  };

  const write = async (bytes: Uint8Array, deadlineMs: number): Promise<void> => {
    const done = new AbortController();
    const writing = session.write(bytes, timing.holdMs + deadlineMs).finally(() => {
      done.abort();
    });
    // Looked at below, once it is over.
    writing.catch(() => {});
    let dueMs = clock.monotonicMs() + deadlineMs;
    while (!done.signal.aborted && session.isAlive() && !session.wasSwitchedOn()) {
      await session.news(dueMs - clock.monotonicMs(), writing);
      if (done.signal.aborted) break;
      const isLate = clock.monotonicMs() >= dueMs;
      const code = trouble() ?? (isLate ? "PRINTER_OFFLINE" : null);
      if (code === null) continue;
      hold.note(code);
      dueMs = clock.monotonicMs() + deadlineMs;
    }
    // What is left of it would be read as text by a unit that has just been switched on.
    if (!done.signal.aborted) await session.close();
    await writing;
    if (trouble() === null) hold.note(null);
  };

  return { trouble, untilRecovered, write, givenUpFor: hold.givenUpFor, end: hold.end };
};
