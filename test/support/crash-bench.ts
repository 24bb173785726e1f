/** A world of its own for a terminal that is going to be killed, and the judgement on how it ended. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { it as base } from "vitest";
import type { Ack, CashierSnapshot } from "../../main/bridge/contract.ts";
import type { PayState } from "../../main/domain/swap.ts";
import type { RailFault } from "../../sandbox/rail/faults.ts";
import { createWorld, type World } from "../../sandbox/world.ts";
import type { Invoice } from "../../sandbox/lnd/invoice.ts";
import { isUnderWay } from "../../sandbox/lnd/sent-payment.ts";
import { accountsFault, strayCredits, swapFaults } from "./books.ts";
import { auditJournal, type JournalAudit } from "./journal-audit.ts";
import { type StartOptions, startTerminal, type TerminalProcess } from "./terminal-process.ts";

/** The rail's window as the terminal is told it: the shortest that the configuration allows. */
export const CONSISTENCY_MS = 10_000;
/** An order that gets no answer is unknown after this. */
const SUBMIT_MS = 1_000;
const QUOTE_TTL_MS = 120_000;

/** What a person pays in these tests, in riel. */
export const AMOUNT = "12000";

/** Blocks until the payer's HTLC times out, when the invoice asks for 144. */
export const BLOCKS_AT_START = 144 + 3;

export interface CrashBench {
  readonly world: World;
  readonly dir: string;
  readonly configPath: string;
  readonly dataDir: string;
  /** Start the terminal over the same files; the one before must be gone. */
  start(options?: StartOptions): Promise<TerminalProcess>;
  /** Resolves once something is so in the world outside, which is looked at on every change and often. */
  until(passes: () => boolean, what: string): Promise<void>;
  /** The journal as it is on the disk now. */
  audit(): JournalAudit;
  /**
   * End the terminal and judge everything: each swap in its last state as expected, the rail's
   * credits, the payer's wallet, the node's invoices, the ledger, the outbox. Returns the audit.
   */
  endRightly(...states: readonly PayState[]): Promise<JournalAudit>;
}

const writeConfig = (world: World, dir: string, hasPrinter: boolean): string => {
  const plain = JSON.parse(readFileSync(world.terminalConfigPath, "utf8")) as {
    readonly rail: { readonly deadlines: object };
    readonly devices: { readonly printer: object };
  };
  const config = {
    ...plain,
    rail: {
      ...plain.rail,
      deadlines: { ...plain.rail.deadlines, submitMs: SUBMIT_MS },
      consistencyMs: CONSISTENCY_MS,
    },
    quote: { ttlMs: QUOTE_TTL_MS },
    devices: { printer: hasPrinter ? plain.devices.printer : null, scanner: null },
    log: { level: "debug" },
  };
  const path = join(dir, "crash.json");
  writeFileSync(path, JSON.stringify(config, null, 2));
  return path;
};

const LOOK_EVERY_MS = 10;
const PATIENCE_MS = 30_000;

const untilWorld = (world: World, passes: () => boolean, what: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const giveUpAtMs = performance.now() + PATIENCE_MS;
    const look = (): void => {
      const isSo = passes();
      if (!isSo && performance.now() < giveUpAtMs) return;
      clearInterval(timer);
      stopListening();
      if (isSo) resolve();
      else reject(new Error(`waited too long for the world: ${what}`));
    };
    const timer = setInterval(look, LOOK_EVERY_MS);
    const stopListening = world.onChange(look);
    look();
  });

/** Start a world in a folder of its own; `name` is for what is said of a failure. */
export const createCrashBench = async (
  name: string,
  hasPrinter = false,
): Promise<CrashBench & { readonly close: () => Promise<void> }> => {
  const dir = mkdtempSync(join(tmpdir(), "satriel-crash-"));
  const world = await createWorld({ dir, seed: 7, nowMs: () => Date.now() });
  const configPath = writeConfig(world, dir, hasPrinter);
  const dataDir = join(dirname(configPath), "terminal");
  const files = { dataDir, keyFile: join(dir, "secrets", "journal.key"), terminalId: "Counter 1" };
  const walletAtStart = world.lnd.wallet().balanceMsat;
  const started: TerminalProcess[] = [];

  const audit = (): JournalAudit => auditJournal(files);

  return {
    world,
    dir,
    configPath,
    dataDir,
    start: async (options) => {
      const terminal = await startTerminal(configPath, options);
      started.push(terminal);
      return terminal;
    },
    until: async (passes, what) => untilWorld(world, passes, what),
    audit,
    endRightly: async (...states) => {
      await started.at(-1)?.end();
      const found = audit();
      const ended = found.swaps.map(({ swap }) => swap.kind);
      const faults = [
        ...found.faults,
        ...(ended.join() === states.join()
          ? []
          : [`ended as ${ended.join()}, not as ${states.join()}`]),
        ...found.swaps.flatMap(({ swap }) => swapFaults(world, found, swap)),
        ...strayCredits(world, found),
        ...accountsFault(found),
        ...walletFaults(world, walletAtStart),
      ];
      if (faults.length > 0) {
        const lives = started.map((terminal) => terminal.log()).join("--- killed ---\n");
        throw new Error(`${name}\n${faults.join("\n")}\n${lives}`);
      }
      return found;
    },
    close: async () => {
      for (const terminal of started) await terminal.kill();
      await world.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};

/** The payer is poorer by exactly what the node kept and did not send back, and nothing hangs in the air. */
const walletFaults = (world: World, balanceAtStart: bigint): readonly string[] => {
  const { balanceMsat, lockedMsat } = world.lnd.wallet();
  const keptMsat = world.lnd
    .invoices()
    .filter(({ state }) => state === "SETTLED")
    .reduce((sum, { valueMsat }) => sum + valueMsat, 0n);
  const sent = world.lnd.payments();
  const sentMsat = sent
    .filter(({ status }) => status === "SUCCEEDED")
    .reduce((sum, { valueMsat }) => sum + valueMsat, 0n);
  const moved = `the node kept ${keptMsat} and sent back ${sentMsat}`;
  return [
    ...(lockedMsat === 0n ? [] : [`${lockedMsat} msat of the payer are still held`]),
    ...(sent.some(isUnderWay) ? ["a payment to the payer is still under way"] : []),
    ...(balanceMsat === balanceAtStart - keptMsat + sentMsat
      ? []
      : [`the payer has ${balanceMsat} msat of ${balanceAtStart}, ${moved}`]),
  ];
};

/** A test with a bench of its own, gone after it. */
export const it = base.extend("rig", async ({ task }, { onCleanup }): Promise<CrashBench> => {
  const bench = await createCrashBench(task.name);
  onCleanup(async () => bench.close());
  return bench;
});

const expectTaken = (ack: Ack): void => {
  if (!ack.ok) throw new Error(`the terminal refused: ${ack.code}`);
};

/** From whatever is on screen to the quote of a new payment to the shop's own account. */
export const openQuote = async (
  terminal: TerminalProcess,
  digits: string = AMOUNT,
): Promise<string> => {
  await terminal.until(
    ({ view }) => view.kind !== "idle" || view.blocked === null,
    "prices to quote by",
  );
  expectTaken(await terminal.call("startOwnCode", {}));
  await terminal.untilStage("amount");
  expectTaken(await terminal.call("setEntry", { digits }));
  expectTaken(await terminal.call("submitAmount", {}));
  const { view } = await terminal.untilStage("review");
  if (view.kind !== "review") throw new Error(`no quote but ${view.kind}`);
  return view.swapId;
};

/** Accept the quote on screen: the invoice is being made. */
export const confirm = async (terminal: TerminalProcess, swapId: string): Promise<void> => {
  expectTaken(await terminal.call("confirmQuote", { swapId }));
};

const hashOnScreen = ({ view }: CashierSnapshot): string => {
  if (view.kind !== "swap") throw new Error(`no payment on screen but ${view.kind}`);
  return view.swap.paymentHash;
};

/** Bring a new payment to where its invoice is on show; its payment hash. */
export const openInvoice = async (
  terminal: TerminalProcess,
  digits: string = AMOUNT,
): Promise<string> => {
  await confirm(terminal, await openQuote(terminal, digits));
  return hashOnScreen(await terminal.untilStage("awaiting-payment"));
};

/** The payer pays in full; the node holds it, whoever listens. */
export const pay = ({ world }: CrashBench, hash: string): void => {
  const { payment } = world.lnd.pay(hash);
  if (payment.state !== "held") throw new Error(`the payment is ${payment.state}`);
};

/** The node's own record of an invoice. */
export const invoiceOf = ({ world }: CrashBench, hash: string): Invoice | null =>
  world.lnd.invoices().find((invoice) => invoice.hash === hash) ?? null;

/** Kill the terminal after its order has reached the rail and before it has heard of it. Answers with the payout key. */
export const killInPayout = async (rig: CrashBench, fault: RailFault): Promise<string> => {
  const { rail } = rig.world;
  const terminal = await rig.start();
  const hash = await openInvoice(terminal);
  const key = rig.audit().swaps[0]?.swap.payoutKey ?? "";
  rail.setFault(fault, "sticky");
  pay(rig, hash);
  await rig.until(() => rail.attemptsOf(key) === 1, "the order at the rail");
  await terminal.kill();
  rail.setFault("none");
  return key;
};
