/** What each command of the cashier's screen does. */
import type { Ack, CommandName, Commands } from "../bridge/contract.ts";
import { isFinal, type PayEvent, type PaySwap, type SwapId } from "../domain/swap.ts";
import type { Clock } from "../ports/clock.ts";
import type { JournalReader } from "../ports/journal.ts";
import type { Checkout } from "./checkout/checkout.ts";
import { createDayCloseCommands } from "./day-close/day-close-commands.ts";
import type { DayCloses } from "./day-close/day-close.ts";
import type { Loop } from "./engine/loop.ts";
import { createRefundCommands } from "./refund/refund-commands.ts";
import type { RefundDesk } from "./refund/refund-desk.ts";
import { createRuleOutCommands } from "./rule-out-commands.ts";
import type { ScreenState, TerminalSettings } from "./screen-state.ts";
import type { Queue } from "./view/queue.ts";
import type { PriceGuard } from "./watch/market-watch.ts";

export interface CommandsOptions {
  readonly settings: TerminalSettings;
  readonly screen: ScreenState;
  readonly journal: JournalReader;
  readonly loop: Loop;
  readonly checkout: Checkout;
  readonly days: DayCloses;
  readonly clock: Clock;
  /** True when an operator has stopped new payments. */
  readonly isStopped: () => boolean;
  readonly queue: Pick<Queue, "retry">;
  readonly prices: PriceGuard;
  readonly desk: RefundDesk;
}

/** One function for each command. */
export type CommandTable = {
  readonly [Name in CommandName]: (args: Parameters<Commands[Name]>[0]) => Ack;
};

const OK: Ack = { ok: true };
const no = (code: string): Ack => ({ ok: false, code });

/** The payment that is being made on the screens. */
export const focusedSwap = (screen: ScreenState, journal: JournalReader): PaySwap | null => {
  const focus = screen.focus();
  return focus.kind === "swap" ? (journal.swap(focus.id)?.swap ?? null) : null;
};

/** True when a code may begin a payment: none on screen still needs the cashier. */
const mayBegin = (swap: PaySwap | null): boolean => swap === null || isFinal(swap);

/** True when a code would not be lost: it begins a payment, or says where one that is owed goes back. */
export const takesScans = ({
  screen,
  journal,
  desk,
}: Pick<CommandsOptions, "screen" | "journal" | "desk">): boolean => {
  const swap = focusedSwap(screen, journal);
  return mayBegin(swap) || desk.takesScans(swap);
};

export const createCommands = (options: CommandsOptions): CommandTable => {
  const { settings, screen, journal, loop, checkout, clock, desk } = options;
  const current = (): PaySwap | null => focusedSwap(screen, journal);

  const turnTo = (focus: Parameters<ScreenState["turnTo"]>[0]): Ack => {
    screen.turnTo(focus);
    return OK;
  };

  const send = (id: string, event: PayEvent): Ack => {
    const applied = loop.apply(id as SwapId, event);
    return applied.kind === "refused" ? no(applied.code) : OK;
  };

  /** A new code is taken unless a payment on screen still needs the cashier. */
  const begin = (text: string): Ack => {
    if (!mayBegin(current())) return no("SCAN_BUSY");
    screen.turnTo({ kind: "draft" });
    checkout.scan(text);
    return OK;
  };

  /** While a payment on screen is owed to the payer, a code says where it goes back. */
  const scan = (text: string): Ack => {
    const swap = current();
    return desk.takesScans(swap) ? desk.read(swap.id, text) : begin(text);
  };

  const cancel = (): Ack => {
    const swap = current();
    if (swap !== null) return send(swap.id, { kind: "cancel-requested", atMs: clock.nowMs() });
    checkout.leave();
    return turnTo({ kind: "draft" });
  };

  /** A quote given before an operator's stop brings no invoice after it. */
  const confirm = (swapId: string): Ack =>
    options.isStopped()
      ? no("STOPPED_BY_OPERATOR")
      : send(swapId, { kind: "quote-confirmed", atMs: clock.nowMs() });

  const showSwap = (id: SwapId): Ack => {
    const stored = journal.swap(id);
    if (stored === null) return no("SWAP_UNKNOWN");
    return turnTo({ kind: isFinal(stored.swap) ? "past" : "swap", id });
  };

  /** A quote that is left behind is given up; anything later goes on by itself. */
  const goIdle = (): Ack => {
    if (current()?.kind === "quoted") cancel();
    checkout.leave();
    return turnTo({ kind: "draft" });
  };

  return {
    scan: ({ text }) => scan(text),
    startOwnCode: () =>
      settings.ownCode === null ? no("NO_OWN_CODE") : begin(settings.ownCode.khqr),
    setEntry: ({ digits }) => toAck(checkout.setEntry(digits)),
    submitAmount: () => toAck(checkout.submitAmount()),
    confirmQuote: ({ swapId }) => confirm(swapId),
    cancel,
    goIdle,
    showHistory: ({ page }) => turnTo({ kind: "history", page }),
    showSwap: ({ swapId }) => showSwap(swapId as SwapId),
    reprint: ({ swapId }) => send(swapId, { kind: "reprint-requested", atMs: clock.nowMs() }),
    markRefunded: ({ swapId }) =>
      send(swapId, { kind: "refund-made", note: "marked at the terminal", atMs: clock.nowMs() }),
    ...createRefundCommands(desk),
    ...createRuleOutCommands(options),
    showTroubles: () => turnTo({ kind: "troubles" }),
    showNode: () => turnTo({ kind: "node" }),
    rearmPrices: () => rearmPrices(options),
    showQueue: ({ page }) => turnTo({ kind: "queue", page }),
    retryQueued: ({ id }) => toAck(options.queue.retry(id)),
    ...createDayCloseCommands(options.days, screen),
    ...lookCommands(screen),
  };
};

/** How the screens read. */
const lookCommands = (screen: ScreenState): Pick<CommandTable, "setLanguage" | "setTheme"> => ({
  setLanguage: ({ role, language }) => {
    screen.setLook(role, { language });
    return OK;
  },
  setTheme: ({ role, theme }) => {
    screen.setLook(role, { theme });
    return OK;
  },
});

/** Quotes go on from a price that an operator has looked at. */
const rearmPrices = ({ prices, screen }: CommandsOptions): Ack => {
  const answer = toAck(prices.rearm());
  screen.changed();
  return answer;
};

const toAck = (code: string | null): Ack => (code === null ? OK : no(code));
