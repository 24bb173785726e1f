/** Draws the Pay flow from the machine itself: each state is shown each event, and what moves is drawn. */
import { msat } from "../../main/domain/money.ts";
import { stepPay } from "../../main/domain/pay.ts";
import { FINAL_STATES, type PayEvent, type PaySwap } from "../../main/domain/swap.ts";
import { EVENTS } from "./pay-events.ts";
import { HELD, makeSwap, NOW_MS, POLICY, QUOTE, SENDS, SWAPS } from "./swaps.ts";

interface Label {
  readonly event: PayEvent;
  readonly name: string;
}

const lateMs = QUOTE.expiresAtMs + POLICY.expiryGraceMs + 1;
const assessed = EVENTS["held-assessed"].assessment;

/** Events whose fields decide, beside the ordinary ones. */
const DECIDING: readonly Label[] = [
  { name: "quote-confirmed, quote ran out", event: { kind: "quote-confirmed", atMs: lateMs } },
  { name: "time-passed, quote ran out", event: { kind: "time-passed", atMs: lateMs } },
  { name: "invoice-open, quote ran out", event: { kind: "invoice-open", atMs: lateMs } },
  {
    name: "invoice-held, late or wrong amount",
    event: { ...EVENTS["invoice-held"], held: { ...HELD, acceptedAtMs: lateMs } },
  },
  {
    name: "held-assessed, a guard fails",
    event: {
      ...EVENTS["held-assessed"],
      assessment: { ...assessed, marketMsat: msat(QUOTE.baseMsat * 2n) },
    },
  },
  {
    name: "payout-not-found, window passed",
    event: { ...EVENTS["payout-not-found"], atMs: NOW_MS + 600_000 },
  },
  {
    name: "block-seen, fewer than 42 left",
    event: { ...EVENTS["block-seen"], height: HELD.timeoutHeight - 41 },
  },
  {
    name: "block-seen, 30 or fewer left",
    event: { ...EVENTS["block-seen"], height: HELD.timeoutHeight - 30 },
  },
];

const LABELS: readonly Label[] = [
  ...Object.values(EVENTS).map((event) => ({ event, name: event.kind })),
  ...DECIDING,
];

const unheld = { held: null, code: null } as const;

const EXAMPLES: readonly PaySwap[] = [
  ...Object.values(SWAPS),
  makeSwap("held", { standIn: true }),
  ...Object.values(SENDS).map((send) => makeSwap("refunding", { send })),
  makeSwap("exposed", { notFoundSinceMs: NOW_MS }),
  makeSwap("returned", { reason: "payout-ruled-out", code: null }),
  makeSwap("cancelling", { ...unheld, reason: "quote-expired" }),
  makeSwap("cancelling", { ...unheld, reason: "cancelled-by-cashier" }),
];

const isUnheld = (swap: PaySwap): boolean => swap.kind === "cancelling" && swap.held === null;

const conditionOf = (swap: PaySwap, next: PaySwap, name: string): string => {
  if (isUnheld(swap)) return `${name}, nothing held`;
  if (swap.kind === "returned") return `${name}, ruled out before`;
  return next.kind === "claiming" ? `${name}, stand-in` : name;
};

/** `from to` and the names of the events that lead there. */
const movesOf = (swap: PaySwap): readonly (readonly [string, string])[] =>
  LABELS.flatMap(({ event, name }) => {
    const step = stepPay(swap, event, POLICY);
    if (step.kind === "refusal" || step.state.kind === swap.kind) return [];
    const condition = conditionOf(swap, step.state, name);
    return [[`${swap.kind} --> ${step.state.kind}`, condition] as const];
  });

const group = (moves: readonly (readonly [string, string])[]): Map<string, readonly string[]> => {
  const arrows = new Map<string, readonly string[]>();
  for (const [arrow, name] of moves) {
    const names = arrows.get(arrow) ?? [];
    const isPlain = names.some((known) => name.startsWith(`${known},`));
    if (!isPlain && !names.includes(name)) arrows.set(arrow, [...names, name]);
  }
  return arrows;
};

/** Mermaid takes no hyphen in the id of a state. */
const id = (arrow: string): string =>
  arrow.replace(/(\w)-(\w)/g, "$1_$2").replace(/(\w)-(\w)/g, "$1_$2");

/** The page that stands in the docs. */
export const payDiagram = (): string => {
  const arrows = group(EXAMPLES.flatMap(movesOf));
  const lines = [...arrows].map(([arrow, names]) => `  ${id(arrow)}: ${names.join("<br/>")}`);
  const ends = FINAL_STATES.map((state) => `  ${state} --> [*]`);
  return [
    "# The Pay flow",
    "",
    "Drawn from the code by `test/domain/pay-diagram.test.ts`, which fails when the two differ.",
    "",
    "```mermaid",
    "stateDiagram-v2",
    "  [*] --> quoted: quote-made",
    ...lines,
    ...ends,
    "```",
    "",
  ].join("\n");
};
