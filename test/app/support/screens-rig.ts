/** The engine with screens: checkout, commands and snapshots, put together as a terminal is. */
import { readInvoice } from "../../../main/adapters/bolt11.ts";
import { sha256 } from "../../../main/adapters/digest.ts";
import { createAdmission } from "../../../main/app/checkout/admission.ts";
import { createCheckout } from "../../../main/app/checkout/checkout.ts";
import { createDayGate } from "../../../main/app/checkout/day-gate.ts";
import { newSwap, toPayee } from "../../../main/app/checkout/new-swap.ts";
import {
  preflight,
  type PreflightOptions,
  refusalHere,
} from "../../../main/app/checkout/preflight.ts";
import { createHealth, type Health } from "../../../main/app/health/health.ts";
import { createNodeWatch } from "../../../main/app/health/node-watch.ts";
import { createTroubles, type Troubles } from "../../../main/app/health/troubles.ts";
import { createRefundDesk, type RefundDesk } from "../../../main/app/refund/refund-desk.ts";
import { createScreenState, type TerminalSettings } from "../../../main/app/screen-state.ts";
import { createTerminal, type Terminal } from "../../../main/app/terminal.ts";
import { createQueue } from "../../../main/app/view/queue.ts";
import { createMarketWatch } from "../../../main/app/watch/market-watch.ts";
import type { CashierView, PayerView } from "../../../main/bridge/contract-view.ts";
import type { DayLimits } from "../../../main/domain/day-limits.ts";
import { mintKhqr } from "../../../main/domain/emv/mint.ts";
import { AMOUNT_LIMITS, checkAmount } from "../../../main/domain/limits.ts";
import { MARKET_POLICY } from "../../../main/domain/market.ts";
import { type Fiat, fiat } from "../../../main/domain/money.ts";
import { done } from "../../../main/domain/outcome.ts";
import type { SwapId } from "../../../main/domain/swap.ts";
import { createFakeLog } from "../../support/fake-log.ts";
import { createFakeRates, type FakeRates } from "../../support/fake-rates.ts";
import { flush } from "../../support/manual-clock.ts";
import { createSeededRandom } from "../../support/seeded-random.ts";
import { sha256Hex } from "../../support/sha256.ts";
import { NOW_MS, POLICY } from "../../support/swaps.ts";
import { createEmptyDays } from "./empty-days.ts";
import { createRig, type Rig, type RigOptions } from "./rig.ts";

export const SHOP_ACCOUNT = { kind: "individual", id: "john_smith@devb" } as const;

/** The shop's own code: the payer decides the amount. */
export const OWN_CODE = mintKhqr({
  kind: "static",
  currency: "KHR",
  account: SHOP_ACCOUNT,
  merchantName: "John Smith",
}).payload;

/** A code for one payment of this amount. */
export const codeFor = (amount: Fiat): string =>
  mintKhqr({
    kind: "dynamic",
    account: SHOP_ACCOUNT,
    merchantName: "John Smith",
    amount,
    billNumber: "INV-0007",
    createdAtMs: NOW_MS - 60_000,
    expiresAtMs: NOW_MS + 300_000,
  }).payload;

export const SETTINGS: TerminalSettings = {
  mode: "sandbox",
  terminalName: "T-1",
  shopName: "Psar Thmei Coffee",
  ownCode: { khqr: OWN_CODE, name: "John Smith" },
  language: "en",
  theme: "light",
  soundVolume: 0.5,
  limits: AMOUNT_LIMITS,
};

/** High enough for tests that are about something else. */
const DAY_LIMITS: DayLimits = {
  terminal: { KHR: 40_000_000n, USD: 1_000_000n },
  account: { KHR: 12_000_000n, USD: 300_000n },
};

/** What a test may choose of the screens. */
export interface ScreensRigOptions extends RigOptions {
  readonly dayLimits?: DayLimits;
  /** A terminal without a macaroon to pay with. */
  readonly sendsNothing?: boolean;
  /** A backup has been put back since everything that the journal holds. */
  readonly isRestored?: boolean;
}

export interface ScreensRig extends Rig {
  readonly rates: FakeRates;
  readonly health: Health;
  readonly troubles: Troubles;
  readonly terminal: Terminal;
  readonly desk: RefundDesk;
  readonly cashier: () => CashierView;
  readonly payer: () => PayerView;
  /** Scan, let the outside answer, and take the quote that comes. */
  readonly quote: (amount?: Fiat) => Promise<SwapId>;
}

export const createScreensRig = (
  settings: Partial<TerminalSettings> = {},
  options: ScreensRigOptions = {},
): ScreensRig => {
  const rig = createRig(options);
  const { time, node, rail, knobs } = rig;
  const { clock, timers } = time;
  const all = { ...SETTINGS, ...settings };
  const health = createHealth(clock);
  const screen = createScreenState(all);
  const rates = createFakeRates(clock);
  const policy = MARKET_POLICY;
  const market = createMarketWatch({
    rates,
    policy,
    clock,
    health,
    timers,
    log: rig.log,
    tickMs: 1_000,
  });
  const troubles = createTroubles(clock, createFakeLog());
  const random = createSeededRandom("screens");
  const { loop } = rig.engine();
  const journal = rig.journal();
  const epoch = journal.writer.epoch + (options.isRestored === true ? 1 : 0);
  const preflightOptions: PreflightOptions = {
    lightning: node.port,
    rail: rail.port,
    journal,
    market,
    clock,
    limits: all.limits,
    maxOpenSwaps: 5,
    maxOpenTotal: { KHR: 4_000_000n, USD: 100_000n },
    nodeRules: { oldest: "0.21.2", blocks: POLICY },
    spreadPpm: 10_000n,
    quoteTtlMs: 60_000,
    standInRefusal: () => "RAIL_UNREACHABLE",
    isStopped: () => knobs.isStopped,
    isClockTrusted: () => true,
  };
  const dayGate = createDayGate({
    limits: options.dayLimits ?? DAY_LIMITS,
    journal,
    clock,
    driftMs: () => 0,
    trust: () => "ntp",
  });
  const checkout = createCheckout({
    rail: rail.port,
    clock,
    clockSkewMs: 5_000,
    isClockTrusted: () => true,
    judgeAmount: (amount) => checkAmount(amount, all.limits)?.code ?? null,
    remembered: () => ({ kind: "refused", code: "RAIL_UNREACHABLE" }),
    admit: createAdmission({
      refusalHere: (amount) => refusalHere(preflightOptions, amount),
      dayGate,
    }),
    preflight: async (amount) => preflight(preflightOptions, amount),
    onQuote: ({ code, holder, quote }) => {
      const { swap } = loop.open(
        newSwap({ random, clock, sha256Hex }, toPayee(code, holder), quote),
      );
      dayGate.opened(swap.createdAtMs);
      screen.turnTo({ kind: "swap", id: swap.id });
    },
    onChange: () => screen.changed(),
  });
  const desk = createRefundDesk({
    journal,
    loop,
    screen,
    clock,
    policy: POLICY,
    epoch,
    payees: options.sendsNothing === true ? null : rig.send.ports.payees,
    tools: { network: "regtest", readInvoice, sha256 },
    isStopped: () => knobs.isStopped,
    isClockTrusted: () => true,
  });
  const terminal = createTerminal({
    settings: all,
    screen,
    journal,
    loop,
    checkout,
    desk,
    sendPolicy: POLICY.send,
    withdrawals: null,
    clock,
    health,
    works: () => ({ blocked: null, abilities: [] }),
    clockTrust: () => "ntp",
    hasBackOffice: false,
    epoch,
    days: createEmptyDays(journal, rig.time, () => screen.changed()),
    prices: market,
    node: createNodeWatch({
      lightning: node.port,
      channels: { closingChannels: async () => Promise.resolve(done(0)) },
      health,
      rules: preflightOptions.nodeRules,
      span: () => null,
      clock,
      log: rig.log,
    }),
    troubles,
    lastBackupAtMs: () => null,
    queue: createQueue({ journal, records: journal.records, sync: () => null }),
    isStopped: () => knobs.isStopped,
  });
  return {
    ...rig,
    desk,
    rates,
    health,
    troubles,
    terminal,
    cashier: () => terminal.snapshot("cashier").view,
    payer: () => terminal.snapshot("payer").view,
    quote: async (amount = fiat("KHR", 12_000n)) => {
      terminal.scanned(codeFor(amount));
      await flush();
      const { view } = terminal.snapshot("cashier");
      if (view.kind !== "review") throw new Error(`no quote: ${JSON.stringify(view)}`);
      return view.swapId as SwapId;
    },
  };
};
