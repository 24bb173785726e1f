/** Rules of what the back office is told. */
import { isFinal, type PayState } from "../../../main/domain/swap.ts";
import type { Case } from "./books.ts";
import { type Evidence, type Invariant, unless } from "./rule.ts";

/** What the back office must know of a payment by its end: kinds of records, in their order. */
const OWED: Readonly<Partial<Record<PayState, readonly (readonly string[])[]>>> = {
  paid: [
    ["payout-confirmed", "bitcoin-claimed"],
    // Into suspense, or under stand-in.
    ["bitcoin-claimed", "payout-confirmed"],
  ],
  lost: [["payout-confirmed", "loss"], ["loss"]],
  returned: [["bitcoin-returned"]],
  refunded: [
    ["owed-to-payer", "paid-back"],
    ["bitcoin-claimed", "owed-to-payer", "paid-back"],
  ],
  expired: [[]],
  cancelled: [[]],
};

const recordsFault = ({ stored, records, told }: Case, { around }: Evidence): string | null => {
  const kinds = records.map(({ kind }) => kind).join(", ");
  const isRight = OWED[stored.swap.kind]?.some((expected) => expected.join(", ") === kinds);
  if (isRight === false) return `${stored.swap.kind}, and the records say ${kinds}`;
  const isTold = !around.plan.hasOffice || told === records.length || !isFinal(stored.swap);
  return unless(isTold, `the back office has ${told} of ${records.length} records`);
};

export const RECORD_RULES: readonly Invariant[] = [
  {
    id: "RQ",
    text: "the back office is told everything that it is owed, once and in order",
    after: {
      "record-stored": ({ record }, { books }) => {
        const one = books.ofStream(record.stream);
        const next = one?.records[one.told];
        if (one === undefined || next === undefined) return "a record of nothing";
        one.told += 1;
        return unless(next.body === record.body, `${record.kind} before ${next.kind}`);
      },
    },
    atEnd: recordsFault,
  },
];
