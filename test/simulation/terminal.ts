/**
 * The terminal of a world: the real checkout, commands, engine and machine over ports in memory.
 * Each start is one `Power`; what an earlier one had under way goes nowhere once its power is cut.
 */
import { type Checkout, createCheckout } from "../../main/app/checkout.ts";
import { type CommandTable, createCommands } from "../../main/app/commands.ts";
import { newSwap, toPayee } from "../../main/app/new-swap.ts";
import { preflight, type PreflightOptions } from "../../main/app/preflight.ts";
import { recover } from "../../main/app/recovery.ts";
import { createScreenState, type TerminalSettings } from "../../main/app/screen-state.ts";
import { checkAmount } from "../../main/domain/limits.ts";
import { done, refused, unknown } from "../../main/domain/outcome.ts";
import type { PaymentHash } from "../../main/domain/swap.ts";
import {
  composeEngine,
  type Engine,
  type EngineParts,
  PACE,
  type Pace,
} from "../../main/hosts/compose-core.ts";
import type { Clock, Escrow, Journal, Log, ReceiptDocument, ReceiptPrinter } from "../../main/ports.ts";
import type { Around } from "./around.ts";
import type { Chance } from "./chance.ts";
import type { Mutant } from "./mutant.ts";
import type { SimMarket } from "./market.ts";
import { LIMITS, MAX_OPEN_SWAPS, MAX_OPEN_TOTAL, POLICY, QUOTE_TTL_MS, SPREAD_PPM } from "./policy.ts";
import { powerJournal } from "./power-journal.ts";
import type { MemoryJournal } from "./memory-journal.ts";
import type { SimNode } from "./sim-node.ts";
import type { SimRail } from "./sim-rail.ts";
import { SITES } from "./sites.ts";
import { createWire, type Power } from "./wire.ts";

/** Everything that outlives a power cut, and everyone outside. */
export interface Setting {
  readonly around: Around;
  readonly journal: MemoryJournal;
  readonly node: SimNode;
  readonly rail: SimRail;
  readonly market: SimMarket;
  readonly chance: Chance;
  readonly sha256Hex: (bytes: Uint8Array) => string;
  /** The terminal's own wall clock. */
  readonly wallMs: () => number;
  readonly isStopped: () => boolean;
  readonly mutant: Mutant;
}

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

const slower = (factor: number): Pace => {
  const stretch = ({ baseMs, capMs }: { baseMs: number; capMs: number }) => ({
    baseMs,
    capMs: capMs * factor,
  });
  const { backoff } = PACE;
  return {
    backoff: {
      "create-invoice": stretch(backoff["create-invoice"]),
      "cancel-invoice": stretch(backoff["cancel-invoice"]),
      "settle-invoice": stretch(backoff["settle-invoice"]),
      "assess-held": stretch(backoff["assess-held"]),
      "submit-payout": stretch(backoff["submit-payout"]),
      "query-payout": stretch(backoff["query-payout"]),
      "print-receipt": stretch(backoff["print-receipt"]),
    },
    invoicePollMs: PACE.invoicePollMs * factor * 2,
    tickMs: PACE.tickMs * factor * 10,
    blockPollMs: (PACE.blockPollMs * factor) / 2,
  };
};

const paces = new Map<number, Pace>();

/** The terminal's pace in a world; made once for each factor. */
export const paceOf = (factor: number): Pace => {
  const pace = paces.get(factor) ?? slower(factor);
  paces.set(factor, pace);
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
    print: async (document) =>
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
    deposit: async ({ paymentHash }) =>
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
      if (power.isOn) around.tell({ kind: "threw", message: `${message} ${String(fields["message"])}` });
    },
  };
};

const engineParts = (setting: Setting, power: Power, journal: Journal): EngineParts => {
  const { around, node, rail, market, chance } = setting;
  const { schedule, plan } = around;
  const startMs = schedule.nowMs();
  const clock: Clock = {
    nowMs: setting.wallMs,
    monotonicMs: () => schedule.nowMs() - startMs,
  };
  return {
    journal,
    clock,
    market,
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
    log: simLog(setting, power),
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
    pace: paceOf(plan.paceFactor),
  };
};

const preflightOptions = (setting: Setting, parts: EngineParts): PreflightOptions => ({
  lightning: parts.lightning,
  rail: parts.rail,
  journal: parts.journal,
  market: setting.market,
  clock: parts.clock,
  limits: LIMITS,
  maxOpenSwaps: MAX_OPEN_SWAPS,
  maxOpenTotal: MAX_OPEN_TOTAL,
  minNodeVersion: "0.21.2",
  spreadPpm: SPREAD_PPM,
  quoteTtlMs: QUOTE_TTL_MS,
  isStopped: setting.isStopped,
});

const composeCounter = (setting: Setting, parts: EngineParts, engine: Engine) => {
  const { journal, clock, random } = parts;
  const screen = createScreenState(SETTINGS);
  const options = setting.mutant.preflight?.(preflightOptions(setting, parts)) ??
    preflightOptions(setting, parts);
  const checkout = createCheckout({
    rail: parts.rail,
    clock,
    clockSkewMs: 5_000,
    judgeAmount: (amount) => checkAmount(amount, LIMITS)?.code ?? null,
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
