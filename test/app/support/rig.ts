/** The engine over a real journal, a node and a rail in memory, and time driven by hand. */
import { copyFileSync, rmSync } from "node:fs";
import { afterEach, expect } from "vitest";
import { newSwap } from "../../../main/app/checkout/new-swap.ts";
import type { ReceiptOptions } from "../../../main/app/receipt/receipt.ts";
import { Failure } from "../../../main/domain/failure.ts";
import type { Msat } from "../../../main/domain/money.ts";
import { done } from "../../../main/domain/outcome.ts";
import type { Quote } from "../../../main/domain/quote.ts";
import type { ReceiptDocument } from "../../../main/domain/receipt-document.ts";
import { SEND_POLICY, type SendPolicy } from "../../../main/domain/send.ts";
import type {
  PayEvent,
  PaymentHash,
  PayoutKey,
  PaySwap,
  SwapId,
} from "../../../main/domain/swap.ts";
import { composeEngine, type Engine } from "../../../main/hosts/compose/core.ts";
import type { SqliteJournal } from "../../../main/journal/journal.ts";
import { restoreJournal } from "../../../main/journal/restore.ts";
import type { Escrow } from "../../../main/ports/escrow.ts";
import type { StoredSwap } from "../../../main/ports/journal.ts";
import { createFakeLightning, type FakeLightning } from "../../support/fake-lightning.ts";
import { createFakeLog } from "../../support/fake-log.ts";
import { createFakeRail, type FakeRail } from "../../support/fake-rail.ts";
import { createFakeSend, type FakeSend } from "../../support/fake-send.ts";
import { createManualClock, flush, type ManualClock } from "../../support/manual-clock.ts";
import { createScript, type Script } from "../../support/script.ts";
import { createSeededRandom } from "../../support/seeded-random.ts";
import { sha256Hex } from "../../support/sha256.ts";
import { PAYEE, POLICY, QUOTE } from "../../support/swaps.ts";
import { openTempJournal } from "./temp-journal.ts";

const checks: (() => void)[] = [];
afterEach(() => {
  for (const check of checks.splice(0)) check();
});

export const RECEIPT: ReceiptOptions = {
  shopName: "Psar Thmei Coffee",
  terminalName: "T-1",
  mode: "sandbox",
  languages: ["km", "en"],
};

/** What a test may turn while the terminal runs. */
export interface Knobs {
  marketMsat: Msat | null;
  isStopped: boolean;
  /** No write of the journal finds room. */
  isDiskFull: boolean;
  escrow: Escrow | null;
  sending: SendPolicy;
}

export interface Rig {
  readonly time: ManualClock;
  readonly node: FakeLightning;
  readonly rail: FakeRail;
  readonly send: FakeSend;
  readonly knobs: Knobs;
  readonly printer: Script<"print">;
  readonly printed: readonly ReceiptDocument[];
  readonly log: ReturnType<typeof createFakeLog>;
  readonly journal: () => SqliteJournal;
  readonly engine: () => Engine;
  /** Open a swap on a fresh quote, as the checkout does. */
  readonly open: (quote?: Partial<Quote>, standIn?: boolean) => StoredSwap;
  readonly swap: (id: SwapId) => PaySwap;
  readonly tell: (id: SwapId, event: PayEvent) => void;
  /** Up to the invoice on show. */
  openInvoice(): Promise<Opened>;
  /** Take the power away and start again over the same file; what was under way never ends. */
  powerCut(): void;
  /** Copy the journal as it is now. */
  backUp(): Promise<string>;
  /** The power goes, and the storage had not kept what it said it had: all after the copy is gone. */
  forget(from: string): void;
  /** The machine breaks and the backup `from` is put in the journal's place. */
  restore(from: string): void;
}

export interface Opened {
  readonly id: SwapId;
  readonly hash: PaymentHash;
  readonly key: PayoutKey;
}

const createParts = () => {
  const time = createManualClock();
  const printed: ReceiptDocument[] = [];
  const knobs: Knobs = {
    marketMsat: QUOTE.baseMsat,
    isStopped: false,
    isDiskFull: false,
    escrow: null,
    sending: SEND_POLICY,
  };
  return {
    time,
    printed,
    knobs,
    node: createFakeLightning(time.clock),
    rail: createFakeRail(time.clock),
    send: createFakeSend(time.clock),
    printer: createScript<"print">(),
    log: createFakeLog(),
    random: createSeededRandom("rig"),
    file: openTempJournal(time.clock),
  };
};
type Parts = ReturnType<typeof createParts>;

/** The journal on a disk that can be full: nothing is written then, as with SQLite. */
const fillable = (journal: SqliteJournal, knobs: Knobs): SqliteJournal => {
  const write = <T>(attempt: () => T): T => {
    if (knobs.isDiskFull) throw new Failure("JOURNAL_DISK_FULL", "the disk is full");
    return attempt();
  };
  return {
    ...journal,
    openSwap: (first) => write(() => journal.openSwap(first)),
    writeAll: (group) => write(() => journal.writeAll(group)),
  };
};

const startEngine = (parts: Parts, onUnbalanced: (state: string) => void): Engine => {
  const { time, node, rail, send, knobs, printer, printed, log, random, file } = parts;
  const journal = fillable(file.current(), knobs);
  const engine = composeEngine({
    journal,
    lightning: node.port,
    rail: rail.port,
    send: send.ports,
    printer: {
      print: async (document) =>
        printer.run("print", () => {
          printed.push(document);
          return done(null);
        }),
    },
    escrow: knobs.escrow,
    market: { price: () => knobs.marketMsat },
    clock: time.clock,
    random,
    timers: time.timers,
    log,
    policy: { ...POLICY, send: knobs.sending },
    receipt: RECEIPT,
    cltvDelta: 144,
    restore: journal.writer,
    isStopped: () => knobs.isStopped,
    onActivity: () => undefined,
  });
  engine.loop.onCommit(({ swap }) => {
    if (journal.balanceCheck().length > 0) onUnbalanced(swap.kind);
  });
  return engine;
};

export interface RigOptions {
  /** Leave the engine unstarted, for a journal that is filled first. */
  readonly unstarted?: boolean;
  readonly escrow?: Escrow;
  /** How bitcoin is sent; nothing goes to the chain when absent. */
  readonly sending?: SendPolicy;
}

/** A terminal without screens. Fails the test when the books did not balance after some commit. */
export const createRig = (options: RigOptions = {}): Rig => {
  const parts = createParts();
  const { time, node, file, knobs } = parts;
  knobs.escrow = options.escrow ?? null;
  knobs.sending = options.sending ?? SEND_POLICY;
  const unbalanced: string[] = [];
  const note = (state: string): void => void unbalanced.push(state);
  let engine = startEngine(parts, note);
  if (options.unstarted !== true) engine.start();
  checks.push(() => {
    expect(unbalanced, "states after whose commit the books did not balance").toEqual([]);
    expect(parts.log.lines.filter(({ level }) => level === "error")).toEqual([]);
  });

  const open: Rig["open"] = (quote = {}, standIn = false) => {
    const lockedAtMs = time.clock.nowMs();
    const fresh = { ...QUOTE, lockedAtMs, expiresAtMs: lockedAtMs + 60_000, ...quote };
    return engine.loop.open(
      newSwap({ random: parts.random, clock: time.clock, sha256Hex }, PAYEE, fresh, standIn),
    );
  };
  const startAnew = (openFile: () => unknown): void => {
    time.dropTimers();
    node.dropSubscriptions();
    openFile();
    engine = startEngine(parts, note);
    engine.start();
  };
  const tell: Rig["tell"] = (id, event) => void engine.loop.apply(id, event);

  return {
    ...parts,
    journal: () => file.current(),
    engine: () => engine,
    open,
    tell,
    swap: (id) => {
      const stored = file.current().swap(id);
      if (stored === null) throw new Error("no such swap");
      return stored.swap;
    },
    openInvoice: async () => {
      const { swap } = open();
      tell(swap.id, { kind: "quote-confirmed", atMs: time.clock.nowMs() });
      await flush();
      return { id: swap.id, hash: swap.paymentHash, key: swap.payoutKey };
    },
    powerCut: () => startAnew(() => file.reopen()),
    backUp: async () => {
      const made = await file.current().backUp({ folder: file.backups, keep: 9, stamp: "1" });
      return made.path;
    },
    forget: (from) =>
      startAnew(() =>
        file.reopenAfter(({ path }) => {
          for (const end of ["-wal", "-shm"]) rmSync(`${path}${end}`, { force: true });
          copyFileSync(from, path);
        }),
      ),
    restore: (from) =>
      startAnew(() => file.reopenAfter((files) => restoreJournal({ ...files, from, stamp: "S" }))),
  };
};

/** The ledger in words: `account unit amount`, sorted, without what is at zero. */
export const balancesOf = (journal: SqliteJournal): readonly string[] =>
  journal
    .balances()
    .filter(({ amount }) => amount !== 0n)
    .map(({ account, unit, amount }) => `${account} ${unit} ${amount}`)
    .sort();

/** Names of the events of a swap, in order. */
export const eventsOf = (journal: SqliteJournal, id: SwapId): readonly string[] =>
  journal.eventsOf(id).map(({ event }) => event.kind);

/** Names of the effects that wait, in order. */
export const waitingOf = (journal: SqliteJournal, id: SwapId): readonly string[] =>
  journal.queuedRows(id).map(({ effect }) => effect.kind);
