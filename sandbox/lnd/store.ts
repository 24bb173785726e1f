import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { Failure } from "../../main/domain/failure.ts";
import type { ChainWalletData } from "./chain-wallet-types.ts";
import type { ChannelTotals } from "./channel.ts";
import type { Invoice } from "./invoice.ts";
import type { PayeeInvoice } from "./payees.ts";
import type { SentPayment } from "./sent-payment.ts";
import type { WalletPayment, WalletState } from "./wallet.ts";

/** Everything that outlives a restart of the simulated node, its chain and its payer. */
export interface NodeData extends ChannelTotals {
  readonly height: number;
  readonly invoices: readonly Invoice[];
  /** Of others, for the node to pay. */
  readonly payees: readonly PayeeInvoice[];
  /** What the node was asked to pay. */
  readonly sent: readonly SentPayment[];
  /** The node's own on the chain, beside what closed channels brought. */
  readonly chainWallet: ChainWalletData;
  readonly wallet: WalletState;
}

/** What there is one of. */
export interface NodeTotals extends ChannelTotals {
  readonly height: number;
  readonly balanceMsat: bigint;
}

/** One thing as it stands now. */
export type NodeChange =
  | { readonly invoice: Invoice }
  | { readonly payment: WalletPayment }
  | { readonly payee: PayeeInvoice }
  | { readonly sent: SentPayment }
  | { readonly chainWallet: ChainWalletData }
  | { readonly totals: NodeTotals };

/** The node's file: all of it in the first line, and what changed since in a line each. */
export interface NodeStore {
  /** As it stood when the store was opened. */
  readonly data: NodeData;
  /** Add changes; a crash leaves whole ones only. */
  keep(changes: readonly NodeChange[]): void;
}

// JSON has no big integers: every amount is a decimal string, known again by its unit.
const toJson = (_key: string, value: unknown): unknown =>
  typeof value === "bigint" ? value.toString() : value;
const fromJson = (key: string, value: unknown): unknown =>
  /(?:Msat|Sat)$/.test(key) && typeof value === "string" ? BigInt(value) : value;

const toLine = (value: unknown): string => `${JSON.stringify(value, toJson)}\n`;

/** `data` as plain JSON values, amounts as decimal strings. */
export const toPlain = (data: unknown): unknown => JSON.parse(JSON.stringify(data, toJson));

const NEVER_CLOSED = { closingMsat: 0n, matureAtHeight: null, isAgreed: false, chainMsat: 0n };

const withChanges = (data: NodeData, changes: readonly NodeChange[]): NodeData => {
  const invoices = new Map(data.invoices.map((invoice) => [invoice.hash, invoice]));
  const payments = new Map(data.wallet.payments.map((payment) => [payment.hash, payment]));
  // A file of before the node could pay says nothing of either.
  const payees = new Map((data.payees ?? []).map((invoice) => [invoice.hash, invoice]));
  const sent = new Map((data.sent ?? []).map((payment) => [payment.hash, payment]));
  let chainWallet = data.chainWallet ?? { coins: [], transactions: [] };
  const { invoices: _, payees: __, sent: ___, chainWallet: ____, wallet, ...first } = data;
  // A file of before channels could be closed says nothing of what closing brings.
  let totals: NodeTotals = { ...NEVER_CLOSED, ...first, balanceMsat: wallet.balanceMsat };
  for (const change of changes) {
    if ("invoice" in change) invoices.set(change.invoice.hash, change.invoice);
    else if ("payment" in change) payments.set(change.payment.hash, change.payment);
    else if ("payee" in change) payees.set(change.payee.hash, change.payee);
    else if ("sent" in change) sent.set(change.sent.hash, change.sent);
    else if ("chainWallet" in change) ({ chainWallet } = change);
    else totals = { ...NEVER_CLOSED, ...change.totals };
  }
  const { balanceMsat, ...rest } = totals;
  return {
    ...rest,
    invoices: [...invoices.values()],
    payees: [...payees.values()],
    sent: [...sent.values()],
    chainWallet,
    wallet: { ...data.wallet, balanceMsat, payments: [...payments.values()] },
  };
};

const parse = (text: string): NodeData => {
  const lines = text.split("\n");
  // The last line is empty, or torn: whoever wrote it was killed before it was whole.
  const whole = lines.length === 1 ? lines : lines.slice(0, -1);
  const [first = "", ...changes] = whole;
  return withChanges(
    JSON.parse(first, fromJson) as NodeData,
    changes.map((line) => JSON.parse(line, fromJson) as NodeChange),
  );
};

const read = (path: string): NodeData => {
  try {
    return parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Failure("LND_DATA_UNREADABLE", `cannot read the node's data file ${path}`, error);
  }
};

/** Write all of it; whoever reads the file sees the old or the new state, never a half. */
const writeWhole = (path: string, data: NodeData): void => {
  const next = `${path}.next`;
  writeFileSync(next, toLine(data), { mode: 0o600 });
  renameSync(next, path);
};

/** For a node that forgets everything when it ends. */
export const memoryStore = (start: NodeData): NodeStore => ({
  data: start,
  keep: () => undefined,
});

/**
 * Open the node's file, which begins with `start` when there is none. Throws `LND_DATA_UNREADABLE`;
 * the file is left as it is then.
 */
export const openNodeStore = (path: string, start: NodeData): NodeStore => {
  const data = existsSync(path) ? read(path) : start;
  writeWhole(path, data);
  let lastTotals = "";
  return {
    data,
    keep: (changes) => {
      const lines = changes.map((change) => toLine(change)).filter((line) => line !== lastTotals);
      lastTotals = lines.findLast((line) => line.startsWith('{"totals"')) ?? lastTotals;
      if (lines.length > 0) appendFileSync(path, lines.join(""));
    },
  };
};
