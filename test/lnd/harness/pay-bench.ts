/** The real terminal in a process of its own over a real LND; rail, rates and devices of the sandbox. */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CashierSnapshot } from "../../../main/bridge/contract.ts";
import type { PayState, PaySwap } from "../../../main/domain/swap.ts";
import { createWorld, type World } from "../../../sandbox/world.ts";
import type { Invoice } from "../../../sandbox/lnd/invoice.ts";
import { accountsFault, strayCredits, swapFaults } from "../../support/books.ts";
import { auditJournal, type JournalAudit } from "../../support/journal-audit.ts";
import { startTerminal, type TerminalProcess } from "../../support/terminal-process.ts";
import { until } from "./daemons.ts";
import { TILL_CALLS } from "./macaroons.ts";
import { pay, type PaymentEnd, type PayOptions } from "./payer.ts";
import type { Simnet } from "./simnet.ts";

/** How the terminal differs from one in the sandbox. */
export interface PayBenchOptions {
  /** How long a price is locked; long, so that a slow machine loses none. */
  readonly quoteTtlMs?: number;
  /** Reach the node through this, a relay's `host:port`. */
  readonly via?: string;
  /** A macaroon to be used as it is; one for a till's calls is baked when absent. */
  readonly macaroonHex?: string;
}

export interface PayBench {
  readonly world: World;
  /** Start the terminal over the same files; the one before must be gone. */
  start(): Promise<TerminalProcess>;
  /** Pay what is on the terminal's screen; resolves with the payment's end. */
  pay(terminal: TerminalProcess, options?: PayOptions): Promise<PaymentEnd>;
  /** The invoice on the terminal's screen, as a wallet reads it. */
  request(terminal: TerminalProcess): string;
  /** Read what is on the screen now, to be paid when the returned function is called. */
  payerOf(terminal: TerminalProcess): () => Promise<PaymentEnd>;
  /** The node's own word on the one invoice. */
  invoiceState(): Promise<Invoice["state"]>;
  /** Resolves once the node holds the payment, whoever listens, with the height it times out at. */
  heldByNode(): Promise<number>;
  audit(): JournalAudit;
  /** The one swap, as it is on the disk now. */
  swap(): PaySwap;
  /** Find blocks until the held payment has so many left. */
  leaveBlocks(left: number): Promise<void>;
  /**
   * End the terminal and judge: every swap in its last state as expected, the rail's credits, the
   * node's invoices, the ledger, the outbox.
   */
  endRightly(...states: readonly PayState[]): Promise<JournalAudit>;
  close(): Promise<void>;
}

/** The rail's window as the terminal is told it: the shortest that the configuration allows. */
export const CONSISTENCY_MS = 10_000;
const SUBMIT_MS = 1_000;
const QUOTE_TTL_MS = 120_000;

const writeConfig = (
  world: World,
  dir: string,
  lnd: object,
  { quoteTtlMs = QUOTE_TTL_MS }: PayBenchOptions,
): string => {
  const plain = JSON.parse(readFileSync(world.terminalConfigPath, "utf8")) as {
    readonly lnd: object;
    readonly rail: { readonly deadlines: object };
  };
  const config = {
    ...plain,
    lnd: { ...plain.lnd, ...lnd },
    rail: {
      ...plain.rail,
      deadlines: { ...plain.rail.deadlines, submitMs: SUBMIT_MS },
      consistencyMs: CONSISTENCY_MS,
    },
    quote: { ttlMs: quoteTtlMs },
    devices: { printer: null, scanner: null },
    log: { level: "debug" },
  };
  const path = join(dir, "real-node.json");
  writeFileSync(path, JSON.stringify(config, null, 2));
  return path;
};

/** Give the terminal what it needs to reach the payee's node: address, pin, a till's macaroon. */
const writeAccess = async (
  simnet: Simnet,
  dir: string,
  { via, macaroonHex }: PayBenchOptions,
): Promise<object> => {
  const { payee } = simnet;
  const certificate = join(dir, "secrets", "real-lnd-tls.pem");
  const macaroon = join(dir, "secrets", "real-lnd.macaroon");
  const bytes = macaroonHex ?? (await payee.bake(TILL_CALLS));
  writeFileSync(certificate, payee.certPem);
  writeFileSync(macaroon, Buffer.from(bytes, "hex"), { mode: 0o600 });
  return { socket: via ?? payee.socket, tlsCertificateFile: certificate, macaroonFile: macaroon };
};

const requestOnScreen = ({ view }: CashierSnapshot): string => {
  const qr = view.kind === "swap" ? view.swap.invoiceQr : null;
  if (qr === null) throw new Error("there is no invoice on the screen");
  return qr.replace("LIGHTNING:", "").toLowerCase();
};

interface RpcInvoice {
  readonly state: Invoice["state"];
  readonly htlcs: readonly { readonly expiry_height: number }[];
}

interface RpcInvoices {
  readonly invoices: readonly { readonly r_hash: Buffer; readonly state: Invoice["state"] }[];
}

const invoicesOf = async ({
  payee,
}: Simnet): Promise<readonly Pick<Invoice, "hash" | "state">[]> => {
  const request = { num_max_invoices: "1000", reversed: true };
  const { invoices } = (await payee.rpc.call("lightning.ListInvoices", request)) as RpcInvoices;
  return invoices.map(({ r_hash: hash, state }) => ({ hash: hash.toString("hex"), state }));
};

/** Start a world around the network that there is. */
export const createPayBench = async (
  simnet: Simnet,
  options: PayBenchOptions = {},
): Promise<PayBench> => {
  const dir = mkdtempSync(join(tmpdir(), "satriel-real-"));
  const world = await createWorld({ dir, seed: 7, nowMs: () => Date.now() });
  const configPath = writeConfig(world, dir, await writeAccess(simnet, dir, options), options);
  const files = {
    dataDir: join(dir, "terminal"),
    keyFile: join(dir, "secrets", "journal.key"),
    terminalId: "Counter 1",
  };
  const started: TerminalProcess[] = [];
  const audit = (): JournalAudit => auditJournal(files);
  const onlySwap = (): PaySwap => {
    const [first] = audit().swaps;
    if (first === undefined) throw new Error("the journal has no payment");
    return first.swap;
  };

  const faultsOf = async (found: JournalAudit, states: readonly PayState[]) => {
    const invoices = await invoicesOf(simnet);
    const outside = { rail: world.rail, lnd: { invoices: () => invoices } };
    const ended = found.swaps.map(({ swap }) => swap.kind).join();
    return [
      ...found.faults,
      ...(ended === states.join() ? [] : [`ended as ${ended}, not as ${states.join()}`]),
      ...found.swaps.flatMap(({ swap }) => swapFaults(outside, found, swap)),
      ...strayCredits(outside, found),
      ...accountsFault(found),
    ];
  };

  return {
    world,
    start: async () => {
      const terminal = await startTerminal(configPath);
      started.push(terminal);
      return terminal;
    },
    pay: async (terminal, payOptions) =>
      pay(simnet.payer, requestOnScreen(terminal.snapshot()), payOptions),
    request: (terminal) => requestOnScreen(terminal.snapshot()),
    payerOf: (terminal) => {
      const request = requestOnScreen(terminal.snapshot());
      return async () => pay(simnet.payer, request);
    },
    invoiceState: async () => {
      const { paymentHash } = onlySwap();
      const found = (await invoicesOf(simnet)).find(({ hash }) => hash === paymentHash);
      if (found === undefined) throw new Error("the node has no such invoice");
      return found.state;
    },
    heldByNode: async () => {
      const request = { r_hash: Buffer.from(onlySwap().paymentHash, "hex") };
      return until("the node holds the payment", async () => {
        const answer = await simnet.payee.rpc.call("lightning.LookupInvoice", request);
        const { state, htlcs } = answer as RpcInvoice;
        return state === "ACCEPTED" ? Math.min(...htlcs.map((htlc) => htlc.expiry_height)) : null;
      });
    },
    audit,
    swap: onlySwap,
    leaveBlocks: async (left) => {
      const now = onlySwap();
      if (!("held" in now) || now.held === null) throw new Error(`nothing is held: ${now.kind}`);
      await simnet.mine(now.held.timeoutHeight - left - (await simnet.height()));
    },
    endRightly: async (...states) => {
      await started.at(-1)?.end();
      const found = audit();
      const faults = await faultsOf(found, states);
      if (faults.length === 0) return found;
      throw new Error([...faults, ...started.map((one) => one.log())].join("\n"));
    },
    close: async () => {
      for (const terminal of started) await terminal.kill();
      await world.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};

/** Hash of a preimage, both as hex. */
export const hashOf = (preimage: string | null): string =>
  createHash("sha256")
    .update(Buffer.from(preimage ?? "", "hex"))
    .digest("hex");
