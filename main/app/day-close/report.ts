/** A close as a Z report: words and figures; dots are the printer's business. */
import type { Language } from "../../bridge/contract.ts";
import type { FiatUnit } from "../../domain/day-close/books.ts";
import { closeName, type DayClose, type Standing } from "../../domain/day-close/close.ts";
import { pendingOf, spendableOf } from "../../domain/day-close/funds.ts";
import { needsPerson, stillOpen } from "../../domain/day-close/match.ts";
import type { LegTotals, Tally } from "../../domain/day-close/totals.ts";
import type { LedgerAccount, LedgerUnit } from "../../domain/ledger.ts";
import { formatLocalTime, spanOf } from "../../domain/local-time.ts";
import { fiat, formatFiat, formatSats, msat } from "../../domain/money.ts";
import type { ReceiptBlock, ReceiptDocument } from "../../domain/receipt-document.ts";
import { type ReportWord, reportWord } from "./report-words.ts";

export interface ReportOptions {
  readonly shopName: string;
  readonly terminalName: string;
  readonly mode: "sandbox" | "live";
  /** One language, or two for bilingual labels; the first leads. */
  readonly languages: readonly Language[];
}

type Say = (key: ReportWord) => string;

/** So many digits tell two facts apart on paper; the file has all 64. */
const SHORT_DIGEST = 12;

const unsigned = (unit: LedgerUnit, amount: bigint): string =>
  unit === "msat"
    ? formatSats(msat(amount))
    : formatFiat(fiat(unit === "khr" ? "KHR" : "USD", amount));

/** An amount of the ledger as people read it: `12,000 ៛`, `US$3.00`, `5,210 sats`. */
export const formatUnit = (unit: LedgerUnit, amount: bigint): string =>
  amount < 0n ? `-${unsigned(unit, -amount)}` : unsigned(unit, amount);

const FIAT_UNITS: readonly FiatUnit[] = ["khr", "usd-cents"];
const NAMES: Readonly<Record<LedgerUnit, string>> = {
  khr: "KHR",
  "usd-cents": "USD",
  msat: "sats",
};

const pair = (label: string, value: string, bold = false): ReceiptBlock => ({
  kind: "pair",
  label,
  value,
  bold,
});

const heading = (text: string): ReceiptBlock => ({ kind: "text", text, bold: true });
const RULE: ReceiptBlock = { kind: "rule" };

const mark = (text: string): ReceiptBlock => ({
  kind: "text",
  text: ` ${text} `,
  align: "center",
  bold: true,
  inverse: true,
});

const centred = (text: string, size: "normal" | "large" = "normal"): ReceiptBlock => ({
  kind: "text",
  text,
  align: "center",
  size,
  bold: size === "large",
});

const counted = (unit: LedgerUnit, { count, amount }: Tally): ReceiptBlock =>
  pair(`${NAMES[unit]} (${count})`, formatUnit(unit, amount));

const marks = (options: ReportOptions, close: DayClose, say: Say, copy: boolean) => [
  ...(options.mode === "sandbox" ? [mark(say("sandbox"))] : []),
  ...(copy ? [mark(say("copy"))] : []),
  ...(close.closedAtMs < spanOf(close.day).untilMs ? [mark(say("notOver"))] : []),
];

const head = (close: DayClose, options: ReportOptions, say: Say): readonly ReceiptBlock[] => [
  centred(options.shopName, "large"),
  centred(say("title")),
  RULE,
  pair(say("day"), close.day, true),
  pair(say("number"), closeName(close)),
  pair(say("closedAt"), formatLocalTime(close.closedAtMs)),
  pair(say("terminal"), options.terminalName),
];

const matched = ({ content }: DayClose, say: Say): readonly ReceiptBlock[] => {
  const { fiat: byUnit, bitcoin, split } = content.totals;
  const parts = [
    ["exchange", split.exchange, true],
    ["fee", split.fee, true],
    ["rounding", split.rounding, true],
    ["overpaid", split.overpaid, false],
    ["suspense", split.suspense, false],
    ["owed", split.owed, false],
    ["paidBack", split.paidBack, false],
  ] as const;
  return [
    heading(say("paidOut")),
    ...FIAT_UNITS.map((unit) => counted(unit, byUnit[unit].matched)),
    heading(say("bitcoin")),
    pair(say("payments"), String(bitcoin.matched.count)),
    pair(say("total"), formatUnit("msat", bitcoin.matched.amount), true),
    ...parts
      .filter(([, amount, isAlways]) => isAlways || amount !== 0n)
      .map(([word, amount]) => pair(say(word), formatUnit("msat", amount))),
  ];
};

type Legs = readonly (readonly [LedgerUnit, LegTotals])[];

const legsOf = ({ content }: DayClose): Legs => [
  ...FIAT_UNITS.map((unit) => [unit, content.totals.fiat[unit]] as const),
  ["msat", content.totals.bitcoin],
];

const unmatched = (legs: Legs, say: Say): readonly ReceiptBlock[] => {
  const some = legs.filter(([, { unmatched: rest }]) => rest.count > 0);
  if (some.length === 0) return [pair(say("unmatched"), say("none"), true)];
  return [
    heading(say("unmatched")),
    ...some.flatMap(([unit, { unmatched: rest }]) => [
      pair(`${NAMES[unit]} (${rest.count}) ${say("here")}`, formatUnit(unit, rest.here)),
      pair(
        `${NAMES[unit]} (${rest.count}) ${say(unit === "msat" ? "node" : "bank")}`,
        formatUnit(unit, rest.there),
      ),
    ]),
  ];
};

const listed = (
  label: string,
  rows: readonly (readonly [LedgerUnit, Tally])[],
): readonly ReceiptBlock[] => {
  const some = rows.filter(([, { count }]) => count > 0);
  return some.length === 0 ? [] : [heading(label), ...some.map((row) => counted(...row))];
};

const losses = ({ content }: DayClose, say: Say): readonly ReceiptBlock[] =>
  listed(
    say("losses"),
    FIAT_UNITS.map((unit) => [unit, content.totals.losses[unit]]),
  );

/** Accounts whose balance at the close somebody has to know of; in brackets the sign of its meaning. */
const STANDING: readonly (readonly [LedgerAccount, ReportWord, bigint])[] = [
  ["bitcoin-held", "held", 1n],
  ["suspense", "suspense", -1n],
  ["owed-to-payer", "owed", -1n],
  ["owed-to-merchant", "owedToShops", -1n],
  ["payout-reserved", "reserved", 1n],
];

const standing = ({ content }: DayClose, say: Say): readonly ReceiptBlock[] => {
  const rows = STANDING.flatMap(([account, word, sign]) =>
    content.standing
      .filter((one: Standing) => one.account === account && one.amount !== 0n)
      .map(({ unit, amount }) => pair(say(word), formatUnit(unit, amount * sign))),
  );
  return rows.length === 0 ? [] : [heading(say("standing")), ...rows];
};

/** The node's own bitcoin: what was settled and is on the chain for a time is no money to pay with. */
const funds = ({ content }: DayClose, say: Say): readonly ReceiptBlock[] => {
  if (content.funds === null) return [pair(say("funds"), say("notTold"))];
  const { node, shortMsat } = content.funds;
  const rows = [
    ["spendable", spendableOf(node), true],
    ["pendingOnChain", pendingOf(node), true],
    ["shortfall", shortMsat, false],
  ] as const;
  return [
    heading(say("funds")),
    ...rows
      .filter(([, amount, isAlways]) => isAlways || amount > 0n)
      .map(([word, amount]) => pair(say(word), formatUnit("msat", amount), word === "shortfall")),
  ];
};

/** How many differences of a close a person has to deal with. */
export const openTasksOf = ({ day, content }: DayClose): number =>
  stillOpen(content.match).filter((item) => needsPerson(item, day)).length +
  (content.funds !== null && content.funds.shortMsat > 0n ? 1 : 0);

/** The document of a close. */
export const toZReport = (
  close: DayClose,
  options: ReportOptions,
  copy: boolean,
): ReceiptDocument => {
  const say: Say = (key) => reportWord(options.languages, key);
  const legs = legsOf(close);
  const { lastEvent } = close;
  return {
    blocks: [
      ...marks(options, close, say, copy),
      ...head(close, options, say),
      RULE,
      ...matched(close, say),
      RULE,
      ...unmatched(legs, say),
      ...listed(
        say("timing"),
        legs.map(([unit, { timing }]) => [unit, timing]),
      ),
      ...listed(
        say("cleared"),
        legs.map(([unit, { cleared }]) => [unit, cleared]),
      ),
      ...losses(close, say),
      ...standing(close, say),
      RULE,
      ...funds(close, say),
      RULE,
      pair(say("tasks"), String(openTasksOf(close)), true),
      ...(lastEvent === null
        ? []
        : [pair(say("lastEvent"), `${lastEvent.seq} ${lastEvent.digest.slice(0, SHORT_DIGEST)}`)]),
      ...marks(options, close, say, copy),
      { kind: "feed", lines: 1 },
      { kind: "cut" },
    ],
  };
};
