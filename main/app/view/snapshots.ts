/** Everything a screen needs to draw itself, made anew each time it is asked for. */
import type { CashierView } from "../../bridge/contract-view.ts";
import {
  type CashierSnapshot,
  CONTRACT_VERSION,
  type DeviceName,
  type DeviceText,
  type PayerSnapshot,
} from "../../bridge/contract.ts";
import type { SendPolicy } from "../../domain/send.ts";
import type { Clock, ClockTrust } from "../../ports/clock.ts";
import type { JournalReader, StoredSwap } from "../../ports/journal.ts";
import type { Checkout } from "../checkout/checkout.ts";
import type { DayCloses } from "../day-close/day-close.ts";
import type { Health, LinkHealth } from "../health/health.ts";
import type { NodeWatch } from "../health/node-watch.ts";
import type { Troubles } from "../health/troubles.ts";
import type { WhatWorks } from "../health/what-works.ts";
import type { RefundDesk } from "../refund/refund-desk.ts";
import type { Withdrawals } from "../refund/withdraw-offers.ts";
import type { ScreenState, TerminalSettings } from "../screen-state.ts";
import type { PriceGuard } from "../watch/market-watch.ts";
import { dayCloseView, dayTaskView } from "./day-close-view.ts";
import { draftView } from "./draft-view.ts";
import { nodeText } from "./node-view.ts";
import { payerView, withOffer } from "./payer-view.ts";
import type { Queue } from "./queue.ts";
import { refundText, type RefundTextOptions } from "./refund-text.ts";
import { canRuleOut, historyLine, swapText } from "./swap-text.ts";
import { amountText, payeeText, priceJumpText, quoteText } from "./texts.ts";

export interface SnapshotOptions {
  readonly settings: TerminalSettings;
  readonly screen: ScreenState;
  readonly journal: JournalReader;
  readonly checkout: Checkout;
  readonly health: Health;
  readonly days: DayCloses;
  readonly clock: Clock;
  /** What can be done now. */
  readonly works: () => WhatWorks;
  readonly clockTrust: () => ClockTrust;
  readonly hasBackOffice: boolean;
  /** The journal's: 1, and one more after each restore. */
  readonly epoch: number;
  readonly queue: Queue;
  readonly prices: PriceGuard;
  readonly node: Pick<NodeWatch, "judge" | "sight">;
  readonly desk: RefundDesk;
  readonly sendPolicy: SendPolicy;
  /** Null when no wallet may take a refund by itself. */
  readonly withdrawals: Pick<Withdrawals, "shown"> | null;
  /** What is wrong with the terminal itself. */
  readonly troubles: Pick<Troubles, "all">;
  /** When the last good backup of this start was made; null before the first. */
  readonly lastBackupAtMs: () => number | null;
}

const LINES_A_PAGE = 6;

const CLOCK_HEALTH: Readonly<Record<ClockTrust, LinkHealth>> = {
  ntp: "up",
  server: "up",
  rtc: "slow",
  none: "down",
};

const deviceText = (health: Health, name: DeviceName): DeviceText | null => {
  if (!health.isKnown(name)) return null;
  const { health: how, lastCode } = health.state(name);
  return { health: how, code: lastCode };
};

const historyView = ({ journal, health }: SnapshotOptions, page: number): CashierView => {
  const newest = journal.history({ before: null, limit: 1 })[0]?.receiptNumber ?? 0;
  const before = newest + 1 - page * LINES_A_PAGE;
  const found = journal.history({ before, limit: LINES_A_PAGE + 1 });
  return {
    kind: "history",
    lines: found.slice(0, LINES_A_PAGE).map((stored) => historyLine(stored, health)),
    page,
    hasOlder: found.length > LINES_A_PAGE,
  };
};

const refundsOf = ({ desk, sendPolicy: policy }: SnapshotOptions): RefundTextOptions => ({
  desk,
  policy,
});

const storedView = (options: SnapshotOptions, stored: StoredSwap): CashierView => {
  const { swap } = stored;
  if (swap.kind !== "quoted") {
    const refunds = refundsOf(options);
    const text = swapText(stored, { ...options, refunds, nowMs: options.clock.nowMs() });
    const isAsked = options.screen.focus().kind === "rule-out" && canRuleOut(swap);
    return { kind: isAsked ? "rule-out" : "swap", swap: text };
  }
  return {
    kind: "review",
    swapId: swap.id,
    payee: payeeText(swap.payee),
    amount: amountText(swap.quote),
    quote: quoteText(swap.quote),
    standIn: swap.standIn,
  };
};

const idleView = (options: SnapshotOptions): CashierView => {
  const { settings, works, queue, troubles, prices, node } = options;
  const { blocked, abilities } = works();
  return {
    kind: "idle",
    ownCodeName: settings.ownCode?.name ?? null,
    blocked,
    abilities,
    queued: queue.count(),
    troubles: troubles.all().length,
    priceJump: priceJumpText(prices.jump()),
    node: node.judge().verdict,
  };
};

const draftOrIdle = (options: SnapshotOptions): CashierView =>
  draftView(options.checkout.draft(), options.settings.limits) ?? idleView(options);

const cashierView = (options: SnapshotOptions): CashierView => {
  const focus = options.screen.focus();
  switch (focus.kind) {
    case "day-close":
      return dayCloseView(options.days, options.clock.nowMs());
    case "day-task":
      return dayTaskView(options.days, focus.index, options.clock.nowMs());
    case "history":
      return historyView(options, focus.page);
    case "troubles":
      return {
        kind: "troubles",
        troubles: options.troubles.all(),
        lastBackupAtMs: options.lastBackupAtMs(),
        queued: options.queue.count(),
      };
    case "node":
      return { kind: "node", ...nodeText(options.node) };
    case "queue":
      return { kind: "queue", page: focus.page, ...options.queue.page(focus.page, LINES_A_PAGE) };
    case "swap":
    case "rule-out":
    case "past": {
      const stored = options.journal.swap(focus.id);
      return stored === null ? draftOrIdle(options) : storedView(options, stored);
    }
    case "draft":
      return draftOrIdle(options);
  }
};

export const cashierSnapshot = (options: SnapshotOptions): CashierSnapshot => {
  const { settings, screen, journal, health, clock } = options;
  const focus = screen.focus();
  const isShown = ({ swap }: StoredSwap): boolean =>
    (focus.kind === "swap" || focus.kind === "rule-out") && focus.id === swap.id;
  return {
    version: CONTRACT_VERSION,
    role: "cashier",
    mode: settings.mode,
    ...screen.look("cashier"),
    soundVolume: settings.soundVolume,
    terminalName: settings.terminalName,
    nowMs: clock.nowMs(),
    links: {
      lightning: health.of("lightning"),
      payoutRail: health.of("payoutRail"),
      rates: health.of("rates"),
      clock: CLOCK_HEALTH[options.clockTrust()],
      backOffice: options.hasBackOffice ? health.of("backOffice") : null,
    },
    devices: {
      printer: deviceText(health, "printer"),
      scanner: deviceText(health, "scanner"),
      display: deviceText(health, "display"),
    },
    view: cashierView(options),
    openElsewhere: journal
      .openSwaps()
      .filter((stored) => !isShown(stored))
      .map((stored) => historyLine(stored, health))
      .toReversed(),
  };
};

export const payerSnapshot = (options: SnapshotOptions): PayerSnapshot => {
  const { settings, screen, journal, clock } = options;
  const nowMs = clock.nowMs();
  const focus = screen.focus();
  const shown = focus.kind === "swap" ? journal.swap(focus.id) : null;
  const refund = shown === null ? null : refundText(shown, refundsOf(options));
  const view = payerView(shown?.swap ?? null, settings.shopName, nowMs, refund);
  const offer = shown === null ? null : (options.withdrawals?.shown(shown) ?? null);
  return {
    version: CONTRACT_VERSION,
    role: "payer",
    mode: settings.mode,
    ...screen.look("payer"),
    nowMs,
    view: withOffer(view, offer?.qr ?? null),
  };
};
