/** A world as people read it: one line for each thing that happened. */
import type { Fact, FactKind, FactOf } from "./facts.ts";
import type { Verdict } from "./world.ts";

const short = (hash: string): string => `P-${hash.slice(0, 6)}`;

const time = (atMs: number): string => {
  const seconds = atMs / 1_000;
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${hours}:${String(minutes).padStart(2, "0")}:${(seconds % 60).toFixed(3).padStart(6, "0")}`;
};

const commit = ({ before, after, step }: FactOf<"committed">): string => {
  const { kind, attention, id } = after.swap;
  const move = before.swap.kind === kind ? kind : `${before.swap.kind} > ${kind}`;
  const flagged = attention === null ? "" : ` [${attention}]`;
  const queued = step.queued.map(({ effect }) => ` +${effect.kind}`).join("");
  return `    ${id.slice(0, 8)} ${step.event.kind}: ${move}${flagged}${queued}`;
};

/** What is told of each fact; null for what is not worth a line. */
const LINES: { readonly [K in FactKind]: (fact: FactOf<K>) => string | null } = {
  opened: (fact) => ` ${fact.stored.swap.id.slice(0, 8)} opened: quoted`,
  committed: commit,
  "settle-sent": (fact) => ` > node: settle ${short(fact.hash)}`,
  "cancel-sent": (fact) => ` > node: cancel ${short(fact.hash)}`,
  "payout-sent": (fact) => ` > rail: pay ${fact.order.reference}`,
  "invoice-made": (fact) => ` < node: invoice ${short(fact.order.paymentHash)} open`,
  "paid-in": (fact) => ` < node: ${short(fact.hash)} held until ${fact.held.timeoutHeight}`,
  "part-paid": (fact) => ` < node: ${short(fact.hash)} has ${fact.receivedMsat} msat in parts`,
  "parts-returned": (fact) => ` < node: ${short(fact.hash)} parts went back`,
  claimed: (fact) => ` < node: ${short(fact.hash)} SETTLED`,
  "given-back": (fact) => ` < node: ${short(fact.hash)} CANCELLED by ${fact.by}`,
  credited: (fact) => ` < rail: ${fact.order.reference} CREDITED`,
  "payout-failed": (fact) => ` < rail: ${fact.order.reference} FAILED ${fact.code}`,
  noticed: (fact) => ` < rail: notice that ${short(fact.hash)} was paid`,
  "pay-sent": ({ payment }) => ` > node: pay ${short(payment.paymentHash)}`,
  "pay-begun": (fact) => ` < node: ${short(fact.hash)} on its way to the payer`,
  "pay-failed": (fact) => ` < node: ${short(fact.hash)} FAILED ${fact.code}`,
  "pay-settled": (fact) =>
    ` < payer: ${short(fact.hash)} RECEIVED ${fact.amountMsat} msat, for a fee of ${fact.feeMsat}`,
  "tx-sent": (fact) => ` > node: publish ${fact.txid.slice(0, 6)} for ${fact.id.slice(0, 8)}`,
  "tx-out": (fact) => ` < chain: ${fact.txid.slice(0, 6)} OUT, ${fact.amountSat} sats`,
  "paid-by-hand": (fact) => ` < payer: ${fact.id.slice(0, 8)} PAID BY HAND`,
  "backed-up": () => "journal: a backup is made",
  restored: (fact) => `JOURNAL GOES BACK to the backup, epoch ${fact.epoch}`,
  escrowed: (fact) => ` < back office has ${short(fact.hash)}`,
  printed: (fact) => ` < paper: ${short(fact.hash)} ${fact.says}${fact.copy ? " COPY" : ""}`,
  "record-stored": ({ record }) => ` < back office has record ${record.seq} ${record.kind}`,
  "office-alarm": (fact) => ` back office: a person is called, ${fact.code}`,
  "no-room": () => " disk: no room",
  "power-on": () => "POWER ON",
  "power-off": (fact) => `POWER OFF: ${fact.cause}`,
  recovered: (fact) => (fact.isSame ? null : " recovered twice, differently"),
  "outage-began": (fact) => `OUT OF ORDER: ${fact.outage}`,
  "outage-ended": (fact) => `in order again: ${fact.outage}`,
  block: (fact) => `block ${fact.height}`,
  "clock-jumped": (fact) => `CLOCK by ${fact.byMs / 1_000} s`,
  "stop-changed": (fact) => (fact.isStopped ? "STOP" : "stop lifted"),
  "price-moved": (fact) => `price moved by ${fact.ppm} ppm`,
  command: (fact) => `cashier: ${fact.name} (${fact.answer})`,
  fault: (fact) => `FAULT ${fact.name}`,
  logged: () => null,
  healed: () => "ALL HEALED",
  threw: (fact) => `THREW ${fact.message}`,
};

const lineOf = (fact: Fact): string | null =>
  // Each row is keyed by the fact it takes, which the compiler cannot follow through a look-up.
  (LINES[fact.kind] as (fact: Fact) => string | null)(fact);

/** Of runs of these only the first and the last are told. */
const isDull = (line: string | undefined): boolean =>
  line !== undefined && (line.includes(" block ") || line.endsWith("disk: no room"));

const fold = (lines: readonly string[]): readonly string[] =>
  lines.filter((line, at) => !isDull(line) || !isDull(lines[at - 1]) || !isDull(lines[at + 1]));

/** The recorded world of a verdict in lines, ending with what broke. */
export const timelineOf = ({ moments, fault }: Verdict): string => {
  const lines = moments.flatMap(({ atMs, fact }) => {
    const line = lineOf(fact);
    return line === null ? [] : [`${time(atMs)} ${line}`];
  });
  const end = fault === null ? "no fault" : `${time(fault.atMs)} ${fault.id} broken: ${fault.what}`;
  return [...fold(lines), end].join("\n");
};
