/** What the books must say of payments that have ended, worked out apart from the ledger's own templates. */
import type { PaySwap } from "../../main/domain/swap.ts";
import type { Invoice } from "../../sandbox/lnd/invoice.ts";
import type { World } from "../../sandbox/world.ts";
import type { JournalAudit } from "./journal-audit.ts";

/** What the rail and the node say themselves; the node may be a real one. */
export interface Outside {
  readonly rail: Pick<World["rail"], "credits">;
  readonly lnd: { invoices(): readonly Pick<Invoice, "hash" | "state">[] };
}

type Ended =
  "credited-and-claimed" | "credited-and-lost" | "claimed-and-sent-back" | "nothing-moved";

const ENDINGS: Readonly<Partial<Record<PaySwap["kind"], Ended>>> = {
  paid: "credited-and-claimed",
  lost: "credited-and-lost",
  refunded: "claimed-and-sent-back",
  returned: "nothing-moved",
  expired: "nothing-moved",
  cancelled: "nothing-moved",
};

const unitOf = ({ quote }: PaySwap): string =>
  quote.fiat.currency === "KHR" ? "khr" : "usd-cents";

const shouldBe = (what: string, found: unknown, wanted: unknown): readonly string[] =>
  found === wanted ? [] : [`${what}: ${String(found)}, not ${String(wanted)}`];

/** What came in: the invoice's amount, or more. */
const receivedOf = (swap: PaySwap): bigint =>
  "held" in swap ? (swap.held?.receivedMsat ?? 0n) : swap.quote.invoiceMsat;

/** Where one ended payment left its money; a payment that has not ended is no books' business. */
const traces = (swap: PaySwap): readonly (readonly [string, bigint])[] => {
  const { fiat, baseMsat, feeMsat, roundingMsat, invoiceMsat } = swap.quote;
  const unit = unitOf(swap);
  switch (ENDINGS[swap.kind]) {
    case "credited-and-claimed":
      return [
        ["bitcoin-owned msat", receivedOf(swap)],
        ["overpaid msat", invoiceMsat - receivedOf(swap)],
        ["fx-clearing msat", 0n - baseMsat],
        ["fee-income msat", 0n - feeMsat],
        ["rounding msat", 0n - roundingMsat],
        [`fx-clearing ${unit}`, fiat.minor],
        [`payout-float ${unit}`, 0n - fiat.minor],
      ];
    case "credited-and-lost":
      return [
        [`loss ${unit}`, fiat.minor],
        [`payout-float ${unit}`, 0n - fiat.minor],
      ];
    case "claimed-and-sent-back": {
      const sent = proofOf(swap);
      const restMsat = receivedOf(swap) - sent.amountMsat;
      return [
        ["bitcoin-owned msat", restMsat - sent.feeMsat],
        ["rounding msat", 0n - restMsat],
        ["lightning-fees msat", sent.feeMsat],
      ];
    }
    default:
      return [];
  }
};

/** What went back and what that cost; all of it and nothing where a person paid. */
const proofOf = (swap: PaySwap): { readonly amountMsat: bigint; readonly feeMsat: bigint } =>
  (swap.kind === "refunded" ? swap.refund : null) ?? {
    amountMsat: receivedOf(swap),
    feeMsat: 0n,
  };

/** Accounts that do not stand where the ended payments left them. */
export const accountsFault = ({ swaps, balances }: JournalAudit): readonly string[] => {
  const expected = new Map<string, bigint>();
  for (const [account, amount] of swaps.flatMap(({ swap }) => traces(swap))) {
    expected.set(account, (expected.get(account) ?? 0n) + amount);
  }
  return [...new Set([...expected.keys(), ...balances.keys()])].flatMap((account) =>
    shouldBe(`account ${account}`, balances.get(account) ?? 0n, expected.get(account) ?? 0n),
  );
};

/** Credits that belong to no payment of this terminal: money that left under a key it must never have used. */
export const strayCredits = (
  { rail }: Pick<Outside, "rail">,
  { swaps }: JournalAudit,
): readonly string[] => {
  const keys: readonly string[] = swaps.map(({ swap }) => swap.payoutKey);
  return rail
    .credits()
    .filter(({ key }) => !keys.includes(key))
    .map(({ key, currency, amount }) => `${currency} ${amount} were paid out under ${key}`);
};

const rowsOf = ({ effects }: JournalAudit, swap: PaySwap, kind: string) =>
  effects.find((row) => row.swapId === swap.id && row.kind === kind);

/** A credit that was owed for a while has a receipt that says so, and one that says paid. */
const receiptsOf = ({ standIn }: PaySwap): number => (standIn ? 2 : 1);

/** How one payment's end differs from what the world outside and the outbox say of it. */
export const swapFaults = (
  { rail, lnd }: Outside,
  audit: JournalAudit,
  swap: PaySwap,
): readonly string[] => {
  const ending = ENDINGS[swap.kind];
  if (ending === undefined) return [`${swap.id} has not ended: ${swap.kind}`];
  const isCredited = ending === "credited-and-claimed" || ending === "credited-and-lost";
  const isClaimed = ending === "credited-and-claimed" || ending === "claimed-and-sent-back";
  const invoice = lnd.invoices().find(({ hash }) => hash === swap.paymentHash);
  const credits = rail.credits().filter(({ key }) => key === swap.payoutKey);
  const open = audit.effects.filter((row) => row.swapId === swap.id && row.open > 0);
  return [
    ...shouldBe(`${swap.id} credits`, credits.length, isCredited ? 1 : 0),
    ...credits.flatMap(({ currency, amount }) => [
      ...shouldBe(`${swap.id} currency`, currency, swap.quote.fiat.currency),
      ...shouldBe(`${swap.id} amount`, amount, swap.quote.fiat.minor.toString()),
    ]),
    ...shouldBe(
      `${swap.id} invoice`,
      invoice?.state ?? "CANCELED",
      isClaimed ? "SETTLED" : "CANCELED",
    ),
    ...shouldBe(
      `${swap.id} receipts`,
      rowsOf(audit, swap, "print-receipt")?.count ?? 0,
      isCredited || isClaimed ? receiptsOf(swap) : 0,
    ),
    ...shouldBe(`${swap.id} attention`, swap.attention, swap.kind === "lost" ? "loss" : null),
    ...open.map(({ kind }) => `${swap.id} still has ${kind} queued`),
  ];
};
