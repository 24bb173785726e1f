/** The market as it stands now, judged from the latest readings each time it is asked for. */
import { priceAtMarket } from "../domain/conversion.ts";
import {
  chooseMarket,
  type Market,
  type MarketPolicy,
  type NoMarketCode,
} from "../domain/market.ts";
import type { Fiat, Msat } from "../domain/money.ts";
import { NO_HISTORY, type PriceHistory } from "../domain/rate-guard.ts";
import type { Clock, Rates } from "../ports.ts";
import type { Health } from "./health.ts";
import type { Timers } from "./timers.ts";

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

export interface MarketWatchOptions {
  readonly rates: Rates;
  readonly policy: MarketPolicy;
  readonly clock: Clock;
  readonly health: Health;
  readonly timers: Timers;
  /** How often prices are judged even when nobody asks, so that a jump is seen when it happens. */
  readonly tickMs: number;
}

export const createMarketWatch = (options: MarketWatchOptions): MarketWatch => {
  const { rates, policy, clock, health, timers } = options;
  let history: PriceHistory = NO_HISTORY;
  let cancelTick = (): void => undefined;

  const current = (): MarketNow => {
    const choice = chooseMarket(rates.readings(), policy, clock.nowMs(), history);
    history = choice.history;
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

  return {
    current,
    price: (amount) => {
      const now = current();
      return now.kind === "market" ? priceAtMarket(amount, now.market) : null;
    },
    stop: () => cancelTick(),
  };
};
