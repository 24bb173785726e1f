/** Keeps the customer display saying what the payer's screen shows. No payment waits for it. */
import type { PayerView } from "../../bridge/contract-view.ts";
import type { CustomerDisplay } from "../../ports/devices.ts";
import type { Log } from "../../ports/log.ts";
import type { Terminal } from "../terminal.ts";
import type { Timers } from "../time/timers.ts";
import { displayFace } from "../view/display-view.ts";

export interface DisplayWatchOptions {
  readonly terminal: Pick<Terminal, "snapshot" | "onChange">;
  readonly display: CustomerDisplay;
  readonly idleText: string | null;
  readonly timers: Timers;
  readonly log: Log;
}

/** Time until the view changes by itself; null when it does not. */
const untilChangeMs = (view: PayerView, nowMs: number): number | null =>
  view.kind === "pay" && view.invoiceQr !== null ? Math.max(0, view.untilMs - nowMs) : null;

/** Begin to show; the returned function ends it. */
export const watchDisplay = (options: DisplayWatchOptions): (() => void) => {
  const { terminal, display, idleText, timers, log } = options;
  let shown: string | null = null;
  let isLooking = false;
  let cancelLook = (): void => undefined;
  let cancelEnd = (): void => undefined;

  const showNow = (): void => {
    const { view, mode, nowMs } = terminal.snapshot("payer");
    cancelEnd();
    const waitMs = untilChangeMs(view, nowMs);
    if (waitMs !== null) cancelEnd = timers.after(waitMs, look);
    const face = displayFace(view, { mode, idleText });
    const wanted = JSON.stringify(face);
    if (wanted === shown) return;
    shown = wanted;
    display.show(face);
  };

  const look = (): void => {
    isLooking = false;
    try {
      showNow();
    } catch (error) {
      log.error(
        { code: "DISPLAY_FAILED" },
        error instanceof Error ? error.message : "the customer display was not told",
      );
    }
  };

  // Later, and once for many changes: who commits a payment does not do this work.
  const lookSoon = (): void => {
    if (isLooking) return;
    isLooking = true;
    cancelLook = timers.after(0, look);
  };

  const stopListening = terminal.onChange(lookSoon);
  lookSoon();
  return () => {
    stopListening();
    cancelLook();
    cancelEnd();
  };
};
