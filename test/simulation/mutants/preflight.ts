/** Bugs before a quote: what was promised is forgotten, and limits are judged by what was. */
import type { PreflightOptions } from "../../../main/app/checkout/preflight.ts";
import { type Currency, fiat } from "../../../main/domain/money.ts";
import { done } from "../../../main/domain/outcome.ts";
import type { JournalReader } from "../../../main/ports/journal.ts";
import type { Catching, Mutant } from "./mutant.ts";

const withReader = (
  name: string,
  catching: Catching,
  change: (journal: JournalReader) => Partial<JournalReader>,
): Mutant => ({
  name,
  ...catching,
  preflight: (shipped: PreflightOptions) => ({
    ...shipped,
    journal: { ...shipped.journal, ...change(shipped.journal) },
  }),
});

const once = <T>(read: () => T): (() => T) => {
  let known: { readonly value: T } | null = null;
  return () => {
    known ??= { value: read() };
    return known.value;
  };
};

const promisedIn = (journal: JournalReader, currency: Currency): bigint =>
  journal
    .openSwaps()
    .map(({ swap }) => swap.quote.fiat)
    .filter((amount) => amount.currency === currency)
    .reduce((sum, { minor }) => sum + minor, 0n);

/** The rail's figure is taken as free, whatever of it is promised already. */
const floatNotReserved: Mutant = {
  name: "float not reserved",
  within: 3_100,
  rules: ["I7"],
  preflight: (shipped) => ({
    ...shipped,
    rail: {
      ...shipped.rail,
      float: async (currency) => {
        const outcome = await shipped.rail.float(currency);
        if (outcome.kind !== "done") return outcome;
        const { minor } = outcome.value;
        return done(fiat(currency, minor + promisedIn(shipped.journal, currency)));
      },
    },
  }),
};

export const PREFLIGHT_MUTANTS: readonly Mutant[] = [
  floatNotReserved,
  withReader(
    "limit checked outside the transaction",
    { within: 150, rules: ["I13"] },
    (journal) => ({
      openSwaps: once(() => journal.openSwaps()),
      balances: once(() => journal.balances()),
    }),
  ),
];
