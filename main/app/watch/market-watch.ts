/** The market as it stands now, judged from the latest readings each time it is asked for. */
import { priceAtMarket } from "../../domain/conversion.ts";
import {
  chooseMarket,
  type Market,
  type MarketPolicy,
  type NoMarketCode,
} from "../../domain/market.ts";
import type { Fiat, Msat } from "../../domain/money.ts";
import { NO_HISTORY, type PriceHistory, rearm } from "../../domain/rate-guard.ts";
import type { Rate } from "../../domain/rate.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Rates } from "../../ports/rates.ts";
import type { Health } from "../health/health.ts";
import type { Timers } from "../time/timers.ts";

/** Prices fit for quotes, or why there are none. */
export type MarketNow =
  | { readonly kind: "market"; readonly market: Market }
  | { readonly kind: "no-market"; readonly code: NoMarketCode };

export interface MarketWatch {
  current(): MarketNow;
  /** What the fiat costs now, in msat; null when no price is fit to use. */
  price(amount: Fiat): Msat | null;
  stop(): void;
}

/** A price that moved too far too fast, in US cents per bitcoin. */
export interface PriceJump {
  /** The last price that was taken before it. */
  readonly before: Rate;
  /** What the sources say now, all of them together; null while they do not agree. */
  readonly now: Rate | null;
}

/** The stop that a jump of the price brings, and its end by an operator. */
export interface PriceGuard {
  /** Null while quotes are not stopped by a jump. */
  jump(): PriceJump | null;
  /**
   * An operator has looked at the price and lets quotes go on from it. Answers why that cannot be:
   * `PRICES_NOT_STOPPED`, or what keeps the sources from agreeing on a price to look at.
   */
  rearm(): NoMarketCode | "PRICES_NOT_STOPPED" | null;
}

export interface MarketWatchOptions {
  readonly rates: Rates;
  readonly policy: MarketPolicy;
  readonly clock: Clock;
  readonly health: Health;
  readonly timers: Timers;
  readonly log: Log;
  /** How often prices are judged even when nobody asks, so that a jump is seen when it happens. */
  readonly tickMs: number;
}

export const createMarketWatch = (options: MarketWatchOptions): MarketWatch & PriceGuard => {
  const { rates, policy, clock, health, timers, log } = options;
  let history: PriceHistory = NO_HISTORY;
  let before: Rate | null = null;
  let cancelTick = (): void => undefined;

  const current = (): MarketNow => {
    const choice = chooseMarket(rates.readings(), policy, clock.nowMs(), history);
    history = choice.history;
    if (choice.kind === "market") before = choice.market.btcUsd;
    health.set("rates", choice.kind === "market" ? "up" : "down");
    return choice.kind === "market"
      ? { kind: "market", market: choice.market }
      : { kind: "no-market", code: choice.code };
  };

  const tick = (): void => {
    current();
    cancelTick = timers.after(options.tickMs, tick);
  };
  cancelTick = timers.after(options.tickMs, tick);

  /** What a start would make of the sources: a price that all of them agree on, or none. */
  const afresh = () => chooseMarket(rates.readings(), policy, clock.nowMs(), rearm());

  return {
    current,
    jump: () => {
      if (!history.tripped || before === null) return null;
      const choice = afresh();
      return { before, now: choice.kind === "market" ? choice.market.btcUsd : null };
    },
    rearm: () => {
      if (!history.tripped) return "PRICES_NOT_STOPPED";
      const choice = afresh();
      if (choice.kind === "no-market") return choice.code;
      history = rearm();
      log.warn({ code: "RATE_JUMPED" }, "an operator lets quotes go on from the new price");
      current();
      return null;
    },
    price: (amount) => {
      const now = current();
      return now.kind === "market" ? priceAtMarket(amount, now.market) : null;
    },
    stop: () => cancelTick(),
  };
};
