/** Rules of the payout: once, under one key, of the right amount, against bitcoin that is held. */
import type { PayState } from "../../../main/domain/swap.ts";
import { POLICY } from "../policy.ts";
import type { Case } from "./books.ts";
import { among, type Invariant, stateOf, unless } from "./rule.ts";

const ENDINGS: Readonly<
  Partial<Record<PayState, readonly [credited: number, isClaimed: boolean]>>
> = {
  paid: [1, true],
  lost: [1, false],
  refunded: [0, true],
  returned: [0, false],
  expired: [0, false],
  cancelled: [0, false],
};

const endFault = (one: Case): string | null => {
  const { kind, attention } = one.stored.swap;
  const ending = ENDINGS[kind];
  if (ending === undefined) return null;
  if (kind === "lost" && attention !== "loss") return "a loss that nobody is told of";
  const [credited, isClaimed] = ending;
  const isSo = one.credits.length === credited && one.isClaimed === isClaimed;
  return unless(
    isSo || attention === "payout-conflict",
    `${kind}, but credited ${one.credits.length} times and ${one.isClaimed ? "" : "not "}claimed`,
  );
};

const MAY_BE_CREDITED: ReadonlySet<PayState> = new Set<PayState>([
  "paying-out",
  "payout-unknown",
  "suspending",
  "suspense",
  "exposed",
  "credit-pending",
]);

export const PAYOUT_RULES: readonly Invariant[] = [
  {
    id: "I1",
    text: "at most one payout per payment, and under one key",
    after: {
      credited: ({ order }, { books }) => {
        const one = books.ofOrder(order);
        if (one === undefined) return "a credit that belongs to no payment";
        if (order.key !== one.stored.swap.payoutKey) return "credited under a key of its own";
        return unless(one.credits.length === 1, "credited twice");
      },
    },
  },
  {
    id: "I2",
    text: "paid out means claimed, or an obligation on record",
    after: {
      credited: ({ order }, { books }) => {
        const one = books.ofOrder(order);
        // The rail takes a "no" back when it likes: what follows is F35's business.
        if (one?.isFailed === true) return null;
        const state = stateOf(one);
        return unless(MAY_BE_CREDITED.has(state), `credited while the journal says ${state}`);
      },
      "cancel-sent": ({ hash }, { books, rail }) => {
        const one = books.ofHash(hash);
        if (one === undefined) return "an unknown invoice given up";
        // A row that was under way when the news came by another road is tried to its end.
        const isGivenUp = among(
          stateOf(one),
          "cancelling",
          "returned",
          "cancelled",
          "expired",
          "owed",
          "refunding",
          "refunded",
        );
        if (!isGivenUp) return `given up in ${stateOf(one)}`;
        if (one.isFailed) return null;
        if (one.credits.length > 0) return "given up after the merchant was credited";
        const { payoutKey } = one.stored.swap;
        const isSafe = one.sent === 0 || (rail.knows(payoutKey) && !rail.mayPay(payoutKey));
        return unless(isSafe, "given up while the payout may still happen");
      },
    },
    atEnd: endFault,
  },
  {
    id: "I4",
    text: "a payout is sent only against held bitcoin with enough blocks, or against bitcoin that is ours",
    after: {
      "payout-sent": ({ order }, { books, node }) => {
        const one = books.ofOrder(order);
        const state = stateOf(one);
        if (among(state, "suspense", "credit-pending"))
          return unless(one?.isClaimed === true, "sent with nothing claimed");
        if (state !== "paying-out") return `sent while the journal says ${state}`;
        const held = one?.held ?? null;
        if (held === null) return "sent with nothing held";
        const known = held.timeoutHeight - node.height() + node.minedSinceTold();
        return unless(known >= POLICY.payoutMinBlocks, `sent with ${known} blocks left`);
      },
    },
  },
  {
    id: "I4b",
    text: "a payout is sent once for each time that the machine says so",
    after: {
      "payout-sent": ({ order }, { books }) => {
        const one = books.ofOrder(order);
        return unless(one === undefined || one.sent <= one.toSend, "sent again without a reason");
      },
    },
  },
  {
    id: "I5",
    text: "the back office has acknowledged before a payout is sent",
    after: {
      "payout-sent": ({ order }, { books, around }) =>
        unless(
          !around.plan.hasEscrow || books.ofOrder(order)?.isEscrowed === true,
          "sent before the escrow was acknowledged",
        ),
    },
  },
  {
    id: "I7",
    text: "the float that a quote counted on is still there when it is paid out",
    after: {
      "payout-failed": ({ code }, { books }) => {
        // Nobody can ask for the float while the rail is silent.
        const isVouchedFor = books.all().some(({ stored }) => stored.swap.standIn);
        const isEnough = code !== "FLOAT_TOO_LOW" || isVouchedFor;
        return unless(isEnough, "the float did not suffice for what was promised");
      },
    },
  },
  {
    id: "I11",
    text: "the merchant is credited what was quoted, at the account that was scanned",
    after: {
      credited: ({ order }, { books }) => {
        const swap = books.ofOrder(order)?.stored.swap;
        const isSame =
          swap?.payee.khqr === order.khqr &&
          swap.quote.fiat.currency === order.amount.currency &&
          swap.quote.fiat.minor === order.amount.minor;
        return unless(isSame, "credited something else");
      },
    },
  },
  {
    id: "I17",
    text: "each credit has a payment of its own",
    after: {
      "payout-sent": ({ order }, { books }) =>
        unless(books.ofOrder(order)?.held !== null, "sent for a payment that nobody made"),
    },
  },
  {
    id: "F8",
    text: "what is held is the invoice's amount, or a little more",
    after: {
      "payout-sent": ({ order }, { books }) => {
        const one = books.ofOrder(order);
        const invoice = one?.stored.swap.quote.invoiceMsat ?? 0n;
        const received = one?.held?.receivedMsat ?? invoice;
        const isRight = received >= invoice && received * 10n <= invoice * 11n;
        return unless(isRight, `paid out on ${received} of ${invoice} msat`);
      },
    },
  },
  {
    id: "F55",
    text: "no payout at a loss once the market has moved away",
    after: {
      committed: ({ before, after, step }) => {
        if (before.swap.kind !== "held" || !among(after.swap.kind, "paying-out", "claiming")) {
          return null;
        }
        if (step.event.kind !== "held-assessed") return null;
        const marketMsat = step.event.assessment.marketMsat ?? 0n;
        const isFair = marketMsat * 100n <= after.swap.quote.baseMsat * 101n;
        return unless(isFair, "paid out although the price has moved");
      },
    },
  },
];
