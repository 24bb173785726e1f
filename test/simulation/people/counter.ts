/** What the cashier works with: the real checkout and commands over the engine of a world. */
import { type Checkout, createCheckout } from "../../../main/app/checkout/checkout.ts";
import { newSwap, toPayee } from "../../../main/app/checkout/new-swap.ts";
import {
  preflight,
  type PreflightOptions,
  refusalHere,
} from "../../../main/app/checkout/preflight.ts";
import { createStandInGate, type StandInGate } from "../../../main/app/checkout/stand-in-gate.ts";
import { type CommandTable, createCommands } from "../../../main/app/commands.ts";
import type { DayCloses } from "../../../main/app/day-close/day-close.ts";
import type { Health } from "../../../main/app/health/health.ts";
import { createRefundDesk, type RefundDeskOptions } from "../../../main/app/refund/refund-desk.ts";
import {
  createScreenState,
  type ScreenState,
  type TerminalSettings,
} from "../../../main/app/screen-state.ts";
import { checkAmount } from "../../../main/domain/limits.ts";
import type { BusinessDay } from "../../../main/domain/local-time.ts";
import type { Fiat } from "../../../main/domain/money.ts";
import type { Engine, EngineParts } from "../../../main/hosts/compose/core.ts";
import type { Mutant } from "../mutants/mutant.ts";
import { LIMITS, MAX_OPEN_TOTAL, POLICY, QUOTE_TTL_MS, SPREAD_PPM } from "../policy.ts";
import type { Setting } from "../setting.ts";
import { CODES } from "./codes.ts";

export const SETTINGS: TerminalSettings = {
  mode: "sandbox",
  terminalName: "T-1",
  shopName: "Psar Thmei Coffee",
  ownCode: null,
  language: "en",
  theme: "light",
  soundVolume: 0,
  limits: LIMITS,
};

export interface Counter {
  readonly screen: ScreenState;
  readonly checkout: Checkout;
  readonly commands: CommandTable;
}

export interface CounterParts {
  readonly setting: Setting;
  readonly mutant: Mutant;
  readonly parts: EngineParts;
  readonly engine: Engine;
  /** What is known of the rail; null in a world in which nobody stands in for it. */
  readonly health: Health | null;
}

/** Nobody closes a day in a world. */
const NO_DAYS: DayCloses = {
  activity: () => ({ kind: "ready" }),
  nextDay: () => "2026-10-26" as BusinessDay,
  last: () => null,
  lastPrint: () => null,
  tasks: () => [],
  close: async () => Promise.resolve("CLOSE_BUSY"),
  resolve: () => "TASK_UNKNOWN",
  reprint: () => "NO_RECEIPT",
  start: () => undefined,
  stop: async () => Promise.resolve(),
};

/** Nobody shows a code where nothing is sent back. */
const NO_CODES: RefundDeskOptions["tools"] = {
  network: "regtest",
  readInvoice: () => "damaged",
  sha256: () => new Uint8Array(32),
};

/** The gate of a terminal that never stands in: the rail is silent, and that is all. */
const CLOSED: StandInGate = {
  isOpen: () => false,
  refusal: () => "RAIL_UNREACHABLE",
  holder: () => ({ kind: "refused", code: "RAIL_UNREACHABLE" }),
};

const standInGate = ({ setting, mutant, parts, health }: CounterParts): StandInGate => {
  const { customers, standIn } = setting.around.plan;
  if (standIn === null || health === null) return CLOSED;
  const currency = customers[0]?.currency ?? "KHR";
  const shipped = {
    limits: standIn.limits,
    journal: parts.journal,
    health,
    clock: parts.clock,
    ownCode: standIn.hasOwnCode ? CODES.noodles[currency] : null,
  };
  return createStandInGate(mutant.standIn?.(shipped) ?? shipped);
};

const preflightOptions = (
  { setting, mutant, parts }: CounterParts,
  standIn: StandInGate,
): PreflightOptions => {
  const shipped = {
    lightning: parts.lightning,
    rail: parts.rail,
    journal: parts.journal,
    market: setting.market.watch(parts.clock),
    clock: parts.clock,
    limits: LIMITS,
    maxOpenSwaps: setting.around.plan.maxOpenSwaps,
    maxOpenTotal: MAX_OPEN_TOTAL,
    nodeRules: { oldest: "0.21.2", blocks: POLICY },
    spreadPpm: SPREAD_PPM,
    quoteTtlMs: QUOTE_TTL_MS,
    standInRefusal: (amount: Fiat) => standIn.refusal(amount),
    isStopped: setting.isStopped,
    isClockTrusted: () => true,
  };
  return mutant.preflight?.(shipped) ?? shipped;
};

export const composeCounter = (counter: CounterParts): Counter => {
  const { setting, parts, engine } = counter;
  const { journal, clock, random } = parts;
  const { disk, sha256Hex } = setting;
  const screen = createScreenState(SETTINGS);
  const standIn = standInGate(counter);
  const options = preflightOptions(counter, standIn);
  const checkout = createCheckout({
    rail: parts.rail,
    clock,
    clockSkewMs: 5_000,
    isClockTrusted: () => true,
    judgeAmount: (amount) => checkAmount(amount, LIMITS)?.code ?? null,
    admit: ({ amount }) => {
      const code = refusalHere(options, amount);
      return code === null ? null : { code, dayLimit: null };
    },
    remembered: (code) => standIn.holder(code),
    preflight: async (amount) =>
      disk.isLow() ? { kind: "not-ready", code: "DISK_LOW" } : preflight(options, amount),
    onQuote: (quoted) => {
      const { code, holder, quote } = quoted;
      const payee = toPayee(code, holder);
      const fresh = newSwap({ random, clock, sha256Hex }, payee, quote, quoted.standIn);
      const { swap } = engine.loop.open(fresh);
      screen.turnTo({ kind: "swap", id: swap.id });
    },
    onChange: () => undefined,
  });
  const desk = createRefundDesk({
    journal,
    loop: engine.loop,
    screen,
    clock,
    policy: parts.policy,
    epoch: parts.restore?.epoch ?? 1,
    payees: parts.send?.payees ?? null,
    tools: setting.refunds?.tools ?? NO_CODES,
    isStopped: parts.isStopped,
    isClockTrusted: () => true,
  });
  const commands = createCommands({
    settings: SETTINGS,
    screen,
    journal,
    loop: engine.loop,
    checkout,
    clock,
    desk,
    isStopped: parts.isStopped,
    prices: { jump: () => null, rearm: () => "PRICES_NOT_STOPPED" },
    queue: { retry: () => "QUEUE_LINE_UNKNOWN" },
    days: NO_DAYS,
  });
  return { screen, checkout, commands };
};
