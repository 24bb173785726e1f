/**
 * What the control page and scripts see of the sandbox, and what they can do in it: types only.
 * All of it is plain JSON: amounts of bitcoin are decimal strings of millisatoshi.
 */
import type { Currency } from "../main/domain/money.ts";
import type { DisplaySwitches } from "./devices/display.ts";
import type { PrinterSwitches } from "./devices/printer-status.ts";
import type { InvoiceState } from "./lnd/invoice.ts";
import type { PayeeManner } from "./lnd/payees.ts";
import type { PaymentState } from "./lnd/wallet.ts";
import type { AccountChange } from "./rail/book.ts";
import type { FaultMode, RailFault } from "./rail/faults.ts";
import type { RailView } from "./rail/server.ts";
import type { FeedName } from "./rates/formats.ts";
import type { RateFault } from "./rates/market.ts";
import type { RatesState } from "./rates/server.ts";
import type { SinkFault, SinkFaultMode } from "./settlement/faults.ts";
import type { SinkView } from "./settlement/server.ts";

/** Codes that a person can hold before the scanner. */
export type SampleId =
  | "shop-khr"
  | "shop-usd"
  | "order-khr"
  | "order-usd"
  | "company"
  | "khmer"
  | "expired"
  | "wrong-crc"
  | "promptpay"
  | "vietqr";

/** A code on the shop's counter. */
export interface SampleCode {
  readonly id: SampleId;
  readonly title: string;
  /** What is particular about it, in one sentence. */
  readonly about: string;
  readonly payload: string;
  /** True when a terminal that is right refuses it. */
  readonly isRefused: boolean;
}

/**
 * What is wrong with every answer of the node. `black-hole`: none comes; `lost-answers`: calls are
 * carried out and their answers lost; `slow`: two seconds; `unavailable`: an error at once.
 */
export type NodeFault = "none" | "black-hole" | "lost-answers" | "slow" | "unavailable";

/** The way from the node to others. `dear`: its fee is above any cap; `none`: there is none. */
export type WayOut = "open" | "dear" | "none";

/** One invoice of the terminal, as a wallet that scanned it knows it. */
export interface InvoiceView {
  readonly hash: string;
  readonly request: string;
  readonly memo: string;
  readonly valueMsat: string;
  readonly state: InvoiceState;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** One payment in the tourist's wallet. */
export interface PaymentView {
  readonly hash: string;
  readonly memo: string;
  readonly sentMsat: string;
  readonly state: PaymentState;
  /** Why it failed, in the node's words. */
  readonly reason: string | null;
}

/**
 * How an invoice of the wallet stands. `held`: the wallet got the payment and has not decided;
 * `returned`: it gave the payment back.
 */
export type RequestState = "open" | "held" | "paid" | "returned" | "expired";

/** One invoice that the tourist's wallet made, for the terminal to pay. */
export interface RequestView {
  readonly hash: string;
  readonly request: string;
  /** "0" where the payer chooses. */
  readonly valueMsat: string;
  readonly manner: PayeeManner;
  readonly state: RequestState;
  readonly expiresAtMs: number;
}

/** One piece of paper out of the printer. */
export interface PaperView {
  /** Counts from 1; its picture is `papers/<number>.png`. */
  readonly number: number;
  readonly atMs: number;
  readonly widthDots: number;
  readonly heightDots: number;
}

/** The whole sandbox at one moment. Lists are newest first and no longer than a page can show. */
export interface WorldState {
  readonly nowMs: number;
  readonly wallet: {
    readonly balanceMsat: string;
    readonly lockedMsat: string;
    readonly payments: readonly PaymentView[];
    /** The newest invoice that can still be paid. */
    readonly onShow: InvoiceView | null;
    /** What the wallet asked for itself. */
    readonly requests: readonly RequestView[];
  };
  readonly node: {
    /** A real LND, which cannot be told everything that the simulated one can. */
    readonly isReal: boolean;
    readonly socket: string;
    readonly isRunning: boolean;
    readonly isSynced: boolean;
    readonly height: number;
    readonly inboundMsat: string;
    readonly fault: NodeFault;
    /** The way from the node to the tourist's wallet. */
    readonly wayOut: WayOut;
    readonly streams: number;
    readonly invoices: readonly InvoiceView[];
  };
  readonly rail: RailView;
  readonly rates: RatesState;
  readonly sink: SinkView;
  readonly samples: readonly SampleCode[];
  readonly scanner: {
    readonly connections: number;
    readonly isUnplugged: boolean;
    readonly scans: number;
    /** What was scanned last. */
    readonly lastText: string | null;
  };
  readonly display: {
    readonly connections: number;
    readonly isUnplugged: boolean;
    readonly switches: DisplaySwitches;
    /** Both rows of its glass, 20 characters each. */
    readonly rows: readonly [upper: string, lower: string];
    /** What it did not understand, in hexadecimal. */
    readonly unknown: readonly string[];
  };
  readonly printer: {
    readonly connections: number;
    readonly switches: PrinterSwitches;
    readonly isUnplugged: boolean;
    readonly bufferedBytes: number;
    /** Pulses to the cash drawer so far. */
    readonly drawerPulses: number;
    readonly papers: readonly PaperView[];
  };
}

/** What a person can do with the printer's switches: all but the length of the roll. */
export type PrinterChange = Partial<Omit<PrinterSwitches, "rowsLeft">>;

/** Everything that a person or a test can do in the sandbox. */
export type WorldAction =
  /**
   * The tourist pays. `target`: a request or a hash; the invoice on show when absent. `percent` of
   * the invoice, or `amountMsat`; the whole when both are absent. Less than the whole is sent as the
   * first part of the whole, and waits for the rest. `isLate`: it reaches the node only after its price has run out.
   */
  | {
      readonly kind: "pay";
      readonly target?: string;
      readonly percent?: number;
      readonly amountMsat?: string;
      readonly isLate?: boolean;
    }
  /** Take back the parts of a payment that never became whole; the newest when `hash` is absent. */
  | { readonly kind: "give-up"; readonly hash?: string }
  | { readonly kind: "fund-wallet"; readonly amountMsat: string }
  /**
   * The wallet makes an invoice; the payer chooses the amount when it is absent. `manner`: what the
   * wallet does with the payment, "takes" when absent.
   */
  | {
      readonly kind: "request";
      readonly amountMsat?: string;
      readonly manner?: PayeeManner;
      readonly expirySeconds?: number;
    }
  /** The wallet takes or gives back what it holds; the newest held when `hash` is absent. */
  | {
      readonly kind: "decide-request";
      readonly decision: "settle" | "cancel";
      readonly hash?: string;
    }
  | { readonly kind: "way-out"; readonly way: WayOut }
  /** Hold a code before the scanner: a text, or a sample. An order is made out anew each time. */
  | { readonly kind: "scan"; readonly text: string }
  | { readonly kind: "scan-sample"; readonly sample: SampleId; readonly amount?: string }
  | { readonly kind: "scanner-plug"; readonly isPlugged: boolean }
  | { readonly kind: "display-plug"; readonly isPlugged: boolean }
  | { readonly kind: "display"; readonly change: Partial<DisplaySwitches> }
  /** The display's own power goes and comes; its cable stays in. */
  | { readonly kind: "display-power" }
  | { readonly kind: "printer"; readonly change: PrinterChange }
  /** New paper, cover closed. `rows`: how long it is, at 8 rows a millimetre; endless when absent. */
  | { readonly kind: "new-roll"; readonly rows?: number }
  | { readonly kind: "tear-paper" }
  /**
   * Off and on again. `linkStands`: it hangs on an interface with its own power, so that the terminal
   * sees nothing but what the unit says of it.
   */
  | { readonly kind: "printer-power"; readonly linkStands?: boolean }
  | { readonly kind: "printer-plug"; readonly isPlugged: boolean }
  /** What the bank says of an account that it or a sample knows. */
  | { readonly kind: "account"; readonly id: string; readonly change: AccountChange }
  | { readonly kind: "float"; readonly currency: Currency; readonly left: string }
  | { readonly kind: "rail-fault"; readonly fault: RailFault; readonly mode: FaultMode }
  | { readonly kind: "sink-fault"; readonly fault: SinkFault; readonly mode: SinkFaultMode }
  | { readonly kind: "node-fault"; readonly fault: NodeFault }
  | { readonly kind: "node-power"; readonly isOn: boolean }
  | { readonly kind: "node-sync"; readonly isSynced: boolean }
  | { readonly kind: "node-inbound"; readonly amountMsat: string }
  /** The node's owner takes so much out of its channel. */
  | { readonly kind: "node-spend"; readonly amountMsat: string }
  /** The channel is closed by force: what was settled is on the chain, locked for 144 blocks. */
  | { readonly kind: "force-close" }
  | { readonly kind: "drop-streams" }
  | { readonly kind: "rate-fault"; readonly feed: FeedName; readonly fault: RateFault }
  | { readonly kind: "price"; readonly usdPerBtc: number }
  | { readonly kind: "riel-rate"; readonly rielPerUsd: number }
  | { readonly kind: "mine"; readonly blocks: number }
  /** Every fault off, every device in order; accounts and money stay as they are. */
  | { readonly kind: "repair" };

/** What became of an action; `message` is one sentence for a person. */
export type ActionResult =
  | { readonly ok: true; readonly message: string; readonly hash?: string }
  | { readonly ok: false; readonly code: string; readonly message: string };
