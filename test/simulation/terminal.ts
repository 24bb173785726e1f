/**
 * The terminal of a world: the real checkout, commands, engine and machine over ports in memory.
 * Each start is one `Power`; what an earlier one had under way goes nowhere once its power is cut.
 */
import { type Checkout, createCheckout } from "../../main/app/checkout.ts";
import { type CommandTable, createCommands } from "../../main/app/commands.ts";
import type { DayCloses } from "../../main/app/day-close/day-close.ts";
import { newSwap, toPayee } from "../../main/app/new-swap.ts";
import { preflight, type PreflightOptions } from "../../main/app/preflight.ts";
import { recover } from "../../main/app/recovery.ts";
import { createSteadyClock } from "../../main/app/steady-clock.ts";
import { createScreenState, type TerminalSettings } from "../../main/app/screen-state.ts";
import type { BusinessDay } from "../../main/domain/local-time.ts";
import { checkAmount } from "../../main/domain/limits.ts";
import { done, refused, unknown } from "../../main/domain/outcome.ts";
import type { PayEffectKind, PaymentHash, PayState } from "../../main/domain/swap.ts";
import {
  composeEngine,
  type Engine,
  type EngineParts,
  PACE,
  type Pace,
} from "../../main/hosts/compose-core.ts";
import type { ReceiptDocument } from "../../main/domain/receipt-document.ts";
import type { Clock, Escrow, Journal, Log, ReceiptPrinter } from "../../main/ports.ts";
import type { Setting } from "./mutant.ts";
import type { SimPace } from "./plan.ts";
import {
  LIMITS,
  MAX_OPEN_SWAPS,
  MAX_OPEN_TOTAL,
  POLICY,
  QUOTE_TTL_MS,
  SPREAD_PPM,
} from "./policy.ts";
import { powerJournal } from "./power-journal.ts";
import type { MemoryJournal } from "./memory-journal.ts";
import { SITES } from "./sites.ts";
import { createWire, type Power } from "./wire.ts";

/** A terminal that has power. */
export interface Running {
  readonly power: Power;
  readonly commands: CommandTable;
  readonly checkout: Checkout;
}

const SETTINGS: TerminalSettings = {
  mode: "sandbox",
  terminalName: "T-1",
  shopName: "Psar Thmei Coffee",
  ownCode: null,
  language: "en",
  theme: "light",
  soundVolume: 0,
  limits: LIMITS,
};

const slower = ({ pollMs, tickMs, blockPollMs, capMs }: SimPace): Pace => {
  const { backoff } = PACE;
  const upTo = (kind: PayEffectKind) => ({ ...backoff[kind], capMs });
  return {
    backoff: {
      "create-invoice": upTo("create-invoice"),
      "cancel-invoice": upTo("cancel-invoice"),
      "settle-invoice": upTo("settle-invoice"),
      "assess-held": upTo("assess-held"),
      "submit-payout": upTo("submit-payout"),
      "query-payout": upTo("query-payout"),
      "print-receipt": upTo("print-receipt"),
    },
    invoicePollMs: pollMs,
    tickMs,
    blockPollMs,
  };
};

const paces = new Map<SimPace, Pace>();

/** The terminal's pace in a world. */
const paceOf = (slow: SimPace): Pace => {
  const pace = paces.get(slow) ?? slower(slow);
  paces.set(slow, pace);
  return pace;
};

const QR_PREFIX = "satriel:";

const isCopy = ({ blocks }: ReceiptDocument): boolean =>
  blocks.some((block) => block.kind === "text" && block.text.includes("COPY"));

const hashOn = ({ blocks }: ReceiptDocument): PaymentHash => {
  const qr = blocks.find((block) => block.kind === "qr");
  const payload = qr?.kind === "qr" ? qr.payload : "";
  return payload.slice(QR_PREFIX.length) as PaymentHash;
};

const simPrinter = ({ around }: Setting, power: Power): ReceiptPrinter => {
  const name = "printer.print";
  const wire = createWire({ around, name, site: SITES.print, outages: [], isCable: true });
  return {
    print: (document) =>
      wire.call(power, () => {
        if (around.isDown("printer")) return refused("PAPER_OUT");
        around.tell({ kind: "printed", hash: hashOn(document), copy: isCopy(document) });
        return done(null);
      }),
  };
};

const simEscrow = ({ around }: Setting, power: Power): Escrow => {
  const outages = ["escrow"] as const;
  const wire = createWire({ around, name: "escrow.deposit", site: SITES.escrow, outages });
  return {
    deposit: ({ paymentHash }) =>
      wire.call(power, () => {
        around.tell({ kind: "escrowed", hash: paymentHash });
        return around.isDown("escrow") ? unknown("ESCROW_DOWN") : done(null);
      }),
  };
};

const simLog = ({ around }: Setting, power: Power): Log => {
  const tell: Log["info"] = (fields, message) => {
    if (power.isOn) around.tell({ kind: "logged", fields, message });
  };
  return {
    info: tell,
    warn: tell,
    error: (fields, message) => {
      if (power.isOn)
        around.tell({ kind: "threw", message: `${message} ${String(fields["message"])}` });
    },
  };
};

/** States in which a payment is judged by the wall clock; the hosts' composition has the same. */
const TIMED: ReadonlySet<PayState> = new Set<PayState>([
  "quoted",
  "invoicing",
  "awaiting-payment",
  "held",
  "paying-out",
  "payout-unknown",
]);

const steadyClock = (setting: Setting, journal: Journal, log: Log): Clock => {
  const { schedule } = setting.around;
  const startMs = schedule.nowMs();
  const monotonicMs = (): number => schedule.nowMs() - startMs;
  const steady = createSteadyClock({
    system: { nowMs: setting.wallMs, monotonicMs },
    log,
    isNeeded: () => journal.openSwaps().some(({ swap }) => TIMED.has(swap.kind)),
  });
  return {
    monotonicMs,
    nowMs: () => {
      if (steady.driftMs() !== 0) steady.check();
      return steady.nowMs();
    },
  };
};

const engineParts = (setting: Setting, power: Power, journal: Journal): EngineParts => {
  const { around, node, rail, market, chance } = setting;
  const { schedule, plan } = around;
  const log = simLog(setting, power);
  const clock = steadyClock(setting, journal, log);
  return {
    journal,
    clock,
    market: market.watch(clock),
    lightning: node.port(power),
    rail: rail.port(power),
    printer: simPrinter(setting, power),
    escrow: plan.hasEscrow ? simEscrow(setting, power) : null,
    random: { bytes: chance.bytes, fraction: chance.fraction },
    timers: {
      after: (delayMs, callback) =>
        power.isOn
          ? schedule.after(delayMs, () => {
              if (power.isOn) callback();
            })
          : () => undefined,
    },
    log,
    policy: POLICY,
    receipt: {
      shopName: SETTINGS.shopName,
      terminalName: SETTINGS.terminalName,
      mode: "sandbox",
      languages: ["en"],
    },
    cltvDelta: plan.cltvDelta,
    isStopped: setting.isStopped,
    onActivity: () => undefined,
    pace: paceOf(plan.pace),
  };
};

const preflightOptions = (setting: Setting, parts: EngineParts): PreflightOptions => ({
  lightning: parts.lightning,
  rail: parts.rail,
  journal: parts.journal,
  market: setting.market.watch(parts.clock),
  clock: parts.clock,
  limits: LIMITS,
  maxOpenSwaps: MAX_OPEN_SWAPS,
  maxOpenTotal: MAX_OPEN_TOTAL,
  minNodeVersion: "0.21.2",
  spreadPpm: SPREAD_PPM,
  quoteTtlMs: QUOTE_TTL_MS,
  standInRefusal: () => "RAIL_UNREACHABLE",
  isStopped: setting.isStopped,
  isClockTrusted: () => true,
});

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

const composeCounter = (setting: Setting, parts: EngineParts, engine: Engine) => {
  const { journal, clock, random } = parts;
  const screen = createScreenState(SETTINGS);
  const options =
    setting.mutant.preflight?.(preflightOptions(setting, parts)) ??
    preflightOptions(setting, parts);
  const checkout = createCheckout({
    rail: parts.rail,
    clock,
    clockSkewMs: 5_000,
    isClockTrusted: () => true,
    judgeAmount: (amount) => checkAmount(amount, LIMITS)?.code ?? null,
    admit: () => null,
    remembered: () => ({ kind: "refused", code: "RAIL_UNREACHABLE" }),
    preflight: async (amount) => preflight(options, amount),
    onQuote: ({ code, holder, quote }) => {
      const fresh = newSwap(
        { random, clock, sha256Hex: setting.sha256Hex },
        toPayee(code, holder),
        quote,
      );
      const { swap } = engine.loop.open(fresh);
      screen.turnTo({ kind: "swap", id: swap.id });
    },
    onChange: () => undefined,
  });
  const commands = createCommands({
    settings: SETTINGS,
    screen,
    journal,
    loop: engine.loop,
    checkout,
    clock,
    isStopped: parts.isStopped,
    prices: { jump: () => null, rearm: () => "PRICES_NOT_STOPPED" },
    queue: { retry: () => "QUEUE_LINE_UNKNOWN" },
    days: NO_DAYS,
  });
  return { screen, checkout, commands };
};

/** What recovery leaves behind, in a form that two runs of it can be compared by. */
const footprint = (journal: MemoryJournal): string =>
  journal
    .openSwaps()
    .map(({ swap }) => {
      const queued = journal.queuedRows(swap.id).map(({ effect }) => effect.kind);
      return `${swap.id} ${swap.kind} ${String(swap.attention)} ${queued.join(",")}`;
    })
    .join("; ");

/** Some starts recover twice, and the second time must change nothing. */
const recoverFirst = (setting: Setting, parts: EngineParts, engine: Engine): string | null => {
  if (setting.around.draw(SITES.recoverTwice) > 0.3) return null;
  recover(parts.journal, engine.loop, parts.clock, parts.log);
  return footprint(setting.journal);
};

/** Switch the terminal on. */
export const startTerminal = (setting: Setting, power: Power): Running => {
  const { around } = setting;
  around.tell({ kind: "power-on" });
  const journal = powerJournal(setting.journal, around, power);
  const shipped = engineParts(setting, power, journal);
  const parts = setting.mutant.engine?.(shipped, setting) ?? shipped;
  const engine = composeEngine(parts);
  const counter = composeCounter(setting, parts, engine);
  const before = recoverFirst(setting, parts, engine);
  engine.start();
  if (before !== null && power.isOn) {
    around.tell({ kind: "recovered", isSame: before === footprint(setting.journal) });
  }
  const newest = journal.openSwaps().at(-1);
  if (newest !== undefined) counter.screen.turnTo({ kind: "swap", id: newest.swap.id });
  return { power, commands: counter.commands, checkout: counter.checkout };
};
