import type { NodeFault, PaymentView, PrinterChange, RequestView, WayOut } from "../contract.ts";
import type { RailFault } from "../rail/faults.ts";
import type { FeedName } from "../rates/formats.ts";
import type { RateFault } from "../rates/market.ts";
import type { SinkFault } from "../settlement/faults.ts";

/** A switch as a person reads it: its name, and what it does in one sentence. */
export interface Words {
  readonly name: string;
  readonly does: string;
}

/** The back office's faults in the order of the page. */
export const SINK_FAULT_WORDS: Readonly<Record<Exclude<SinkFault, "none">, Words>> = {
  "lost-ack": {
    name: "Answers lost",
    does: "It keeps what it is told; the terminal hears nothing.",
  },
  cut: { name: "Cut", does: "The connection breaks before it has read." },
  "black-hole": { name: "Black hole", does: "It reads and never answers." },
  busy: { name: "Busy", does: "429: come back in five seconds." },
  "error-500": { name: "Error", does: "Answers 500 and keeps nothing." },
  unauthorised: { name: "Token refused", does: "401: the terminal stops and calls a person." },
  poison: { name: "Poison", does: "It cannot take records of returned bitcoin." },
};

/** The bank's faults in the order of the page. */
export const RAIL_FAULTS: Readonly<Record<Exclude<RailFault, "none">, Words>> = {
  "timeout-but-happens": {
    name: "No answer, but paid",
    does: "The money arrives; the terminal hears nothing.",
  },
  "timeout-and-does-not-happen": {
    name: "No answer, not paid",
    does: "The order is lost on the way, without a word.",
  },
  "error-500-but-happens": { name: "Error, but paid", does: "Answers 500 after paying." },
  "error-500-and-does-not-happen": {
    name: "Error, not paid",
    does: "Answers 500 and forgets the order.",
  },
  "in-progress": { name: "In progress", does: "Says that it works on this very order: 409." },
  "pending-then-paid": { name: "Pending, then paid", does: "Decides for it after ten seconds." },
  "late-failed": { name: "Pending, then refused", does: "Decides against it after ten seconds." },
  refused: { name: "Refused", does: "The bank says no, and means it." },
  "wrong-amount": { name: "Wrong amount", does: "Pays one riel or cent more than was ordered." },
  "statement-without-line": {
    name: "Statement: a line less",
    does: "The day's statement has not the newest credit.",
  },
  "statement-line-twice": {
    name: "Statement: a line twice",
    does: "The day's statement has the newest credit twice.",
  },
  "statement-wrong-amount": {
    name: "Statement: other amount",
    does: "The newest credit is told one riel or cent too high.",
  },
  "statement-foreign-line": {
    name: "Statement: a line more",
    does: "The day's statement has a credit that nobody ordered.",
  },
  slow: { name: "Slow", does: "Every answer takes three seconds longer." },
  busy: { name: "Busy", does: "429: come back in seven seconds." },
  unavailable: { name: "Maintenance", does: "503: come back in seven seconds." },
  down: { name: "Line cut", does: "Every connection is dropped." },
};

/** The node's faults. */
export const NODE_FAULT_WORDS: Readonly<Record<Exclude<NodeFault, "none">, Words>> = {
  "black-hole": { name: "Black hole", does: "Calls arrive and nothing ever comes back." },
  "lost-answers": { name: "Lost answers", does: "Calls are carried out; their answers are lost." },
  slow: { name: "Slow", does: "Every answer takes two seconds." },
  unavailable: { name: "Starting up", does: "Every call ends with an error at once." },
};

/** What is wrong with a feed. */
export const RATE_FAULT_WORDS: Readonly<Record<RateFault, string>> = {
  none: "right",
  stale: "stands still",
  tenfold: "ten times too high",
  down: "line cut",
  garbage: "serves nonsense",
  slow: "takes a minute",
};

/** Names of the feeds. */
export const FEED_WORDS: Readonly<Record<FeedName, string>> = {
  kraken: "Kraken",
  coinbase: "Coinbase",
  bitstamp: "Bitstamp",
  nbc: "National Bank",
  mef: "Ministry of Economy",
};

/** The printer's switches. */
export const PRINTER_WORDS: Readonly<Record<keyof PrinterChange, Words>> = {
  paperOut: { name: "Paper out", does: "It keeps what it gets and prints after a new roll." },
  paperNearEnd: { name: "Paper low", does: "It warns, and prints." },
  coverOpen: { name: "Cover open", does: "It stops until the cover is closed." },
  cutterJammed: { name: "Cutter jam", does: "The next cut stops in the paper." },
  headHot: { name: "Head hot", does: "It waits until its head has cooled." },
  offline: { name: "Offline", does: "It stops, as with its feed button held." },
  slow: { name: "Slow", does: "It prints at the pace of a real head." },
  stuck: { name: "Stuck", does: "It takes nothing in; the cable fills up." },
  waitsToGoOn: {
    name: "Asks to go on",
    does: "A cover opened in the middle leaves an error that the terminal has to acknowledge.",
  },
  silent: { name: "Silent", does: "It prints, and answers nothing at all." },
  byteByByte: { name: "Byte by byte", does: "Its answers come in pieces of one byte." },
  rubbish: { name: "Rubbish", does: "Noise stands around every answer." },
  halfAnswers: { name: "Half answers", does: "The second half of its answers is lost." },
  flowMarks: { name: "Flow marks", does: "XOFF and XON stand inside its answers." },
  withoutProof: { name: "No proof", does: "It prints, but never says that it has." },
  withoutTurns: { name: "No turns", does: "It answers nothing that stands in the print data." },
  withoutNotices: { name: "No notices", does: "It never tells of itself unasked." },
};

/** How a payment of the wallet stands. */
export const PAYMENT_WORDS: Readonly<Record<PaymentView["state"], string>> = {
  waiting: "in part",
  held: "on its way",
  paid: "paid",
  returned: "came back",
  failed: "not sent",
};

/** How an invoice of the wallet stands. */
export const REQUEST_WORDS: Readonly<Record<RequestView["state"], string>> = {
  open: "not paid yet",
  held: "arrived; the wallet holds it",
  paid: "received",
  returned: "given back",
  expired: "run out",
};

/** What the wallet does with a payment that it asked for. */
export const MANNER_WORDS: Readonly<
  Record<RequestView["manner"], Words & { readonly short: string }>
> = {
  takes: { name: "Takes it", does: "The usual.", short: "takes it" },
  holds: {
    name: "Holds it",
    does: "It keeps the payment waiting until told to take it or to give it back.",
    short: "holds it",
  },
  rejects: {
    name: "Rejects it",
    does: "It sends the payment back at once.",
    short: "rejects it",
  },
};

/** The way from the node to the wallet, where something is wrong with it. */
export const WAY_OUT_WORDS: Readonly<Record<Exclude<WayOut, "open">, Words>> = {
  none: { name: "No way to the wallet", does: "The node finds no route for what it sends." },
  dear: { name: "Dear way to the wallet", does: "The route’s fee is above any cap." },
};
