/** Bugs between the machine and the world: effects, keys, queue, journal, log. */
import type { EffectHandler, EffectTable } from "../../../main/app/engine/effect-handler.ts";
import { fiat } from "../../../main/domain/money.ts";
import { refused } from "../../../main/domain/outcome.ts";
import type { PayEffectKind, PaymentHash, PayoutKey } from "../../../main/domain/swap.ts";
import type { EngineParts } from "../../../main/hosts/compose/core.ts";
import type { StoredSwap } from "../../../main/ports/journal.ts";
import type { InvoiceState } from "../../../main/ports/lightning.ts";
import type { PayoutOrder } from "../../../main/ports/payout-rail.ts";
import { withSteps } from "../journal/groups.ts";
import type { Catching, Mutant } from "./mutant.ts";

const withEffects = (
  name: string,
  catching: Catching,
  change: (table: EffectTable, parts: EngineParts) => Partial<EffectTable>,
): Mutant => ({
  name,
  ...catching,
  engine: (shipped) => ({
    ...shipped,
    effects: (table) => ({ ...table, ...change(table, shipped) }),
  }),
});

const orderOf = ({ swap, receiptNumber }: StoredSwap): PayoutOrder => ({
  key: swap.payoutKey,
  khqr: swap.payee.khqr,
  amount: swap.quote.fiat,
  reference: `SATRIEL ${receiptNumber}`,
});

const payoutBeforeIntent = withEffects(
  "payout before intent",
  { within: 50, rules: ["I4"] },
  (table, { rail }) => ({
    "assess-held": async (stored, row) => {
      await rail.submitPayout(orderOf(stored));
      return table["assess-held"](stored, row);
    },
  }),
);

const newKeyPerRetry: Mutant = {
  name: "new key per retry",
  within: 350,
  rules: ["I1"],
  engine: (shipped) => {
    const tries = new Map<PayoutKey, number>();
    return {
      ...shipped,
      rail: {
        ...shipped.rail,
        submitPayout: async (order) => {
          const count = (tries.get(order.key) ?? 0) + 1;
          tries.set(order.key, count);
          const key = count === 1 ? order.key : `${count}${order.key.slice(1)}`;
          return shipped.rail.submitPayout({ ...order, key: key as PayoutKey });
        },
      },
    };
  },
};

const unknownIsRefused: Mutant = {
  name: "a time-out is taken for no",
  within: 50,
  rules: ["I2"],
  engine: (shipped) => ({
    ...shipped,
    rail: {
      ...shipped.rail,
      submitPayout: async (order) => {
        const outcome = await shipped.rail.submitPayout(order);
        return outcome.kind === "unknown" ? refused(outcome.code) : outcome;
      },
    },
  }),
};

const giveUpOnError =
  (handler: EffectHandler): EffectHandler =>
  async (stored, row) => {
    const result = await handler(stored, row);
    return result.kind === "again" ? { kind: "ended", code: result.code } : result;
  };

const MONEY: readonly PayEffectKind[] = ["cancel-invoice", "settle-invoice", "query-payout"];

const rowDeleted = withEffects(
  "outbox row deleted on an error",
  { within: 200, rules: ["I2b", "I8"] },
  (table) => Object.fromEntries(MONEY.map((kind) => [kind, giveUpOnError(table[kind])])),
);

const printAgain = withEffects(
  "printed again when nobody knows",
  { within: 250, rules: ["I12"] },
  (table) => ({
    "print-receipt": async (stored, row) => {
      const result = await table["print-receipt"](stored, row);
      return result.kind === "ended" && result.code !== null
        ? { kind: "again", code: result.code }
        : result;
    },
  }),
);

const noCopyMark = withEffects(
  "a reprint without COPY",
  { within: 2_000, rules: ["I12"] },
  (table) => ({
    "print-receipt": async (stored, row) =>
      table["print-receipt"](stored, { ...row, effect: { kind: "print-receipt", copy: false } }),
  }),
);

const secretInLog = withEffects(
  "a preimage in the log",
  { within: 50, rules: ["I15"] },
  (table, { journal, log }) => ({
    "settle-invoice": async (stored, row) => {
      const preimage = journal.preimage(stored.swap.id);
      log.info({ preimage: Buffer.from(preimage).toString("hex") }, "settling");
      return table["settle-invoice"](stored, row);
    },
  }),
);

const staleKnowledge = withEffects(
  "blocks judged by an old height",
  { within: 600, rules: ["I4"] },
  (table) => {
    let first: number | null = null;
    return {
      "assess-held": async (stored, row) => {
        const result = await table["assess-held"](stored, row);
        if (result.kind !== "answered" || result.event.kind !== "held-assessed") return result;
        const { event } = result;
        first ??= event.assessment.height;
        return {
          ...result,
          event: { ...event, assessment: { ...event.assessment, height: first } },
        };
      },
    };
  },
);

const escrowSkipped: Mutant = {
  name: "escrow skipped",
  within: 50,
  rules: ["I5"],
  engine: (shipped) => ({ ...shipped, escrow: null }),
};

const stopIgnored: Mutant = {
  name: "the operator's stop is ignored",
  within: 800,
  rules: ["I20"],
  engine: (shipped) => ({ ...shipped, isStopped: () => false }),
  preflight: (shipped) => ({ ...shipped, isStopped: () => false }),
};

const postingLost: Mutant = {
  name: "a posting lost on the way to the ledger",
  within: 50,
  rules: ["I6"],
  engine: (shipped) => ({
    ...shipped,
    journal: {
      ...shipped.journal,
      writeAll: (group) =>
        shipped.journal.writeAll(
          withSteps(group, (step) =>
            step.swap.kind === "settling" ? { ...step, postings: [] } : step,
          ),
        ),
    },
  }),
};

/** Looks for a payment by its amount, as if the hash were not known: the first scan's pays the second. */
const anyPaymentWillDo: Mutant = {
  name: "paid twice on two scans",
  within: 4_000,
  rules: ["F7"],
  engine: (shipped) => {
    const { lightning } = shipped;
    const amounts = new Map<PaymentHash, bigint>();
    const seen = new Map<bigint, InvoiceState>();
    return {
      ...shipped,
      lightning: {
        ...lightning,
        createHoldInvoice: async (order) => {
          amounts.set(order.paymentHash, order.amountMsat);
          return lightning.createHoldInvoice(order);
        },
        lookUpInvoice: async (hash) => {
          const outcome = await lightning.lookUpInvoice(hash);
          const amount = amounts.get(hash);
          if (outcome.kind !== "done" || amount === undefined) return outcome;
          if (outcome.value.kind === "held") seen.set(amount, outcome.value);
          const other = seen.get(amount);
          return outcome.value.kind === "open" && other !== undefined
            ? { kind: "done", value: other }
            : outcome;
        },
      },
    };
  },
};

/** The merchant is credited a unit more than the quote says. */
const anotherAmount: Mutant = {
  name: "another amount than quoted",
  within: 50,
  rules: ["I11"],
  engine: (shipped) => ({
    ...shipped,
    rail: {
      ...shipped.rail,
      submitPayout: async (order) => {
        const { currency, minor } = order.amount;
        return shipped.rail.submitPayout({ ...order, amount: fiat(currency, minor + 1n) });
      },
    },
  }),
};

/** What is queued already is not looked for, so that each recovery queues it once more. */
const queuedTwice: Mutant = {
  name: "effects queued twice",
  within: 50,
  rules: ["I18"],
  engine: (shipped) => ({
    ...shipped,
    journal: { ...shipped.journal, queuedRows: () => [] },
  }),
};

const byWallClock: Mutant = {
  name: "quote age by wall clock",
  within: 700,
  rules: ["F63"],
  engine: (shipped, { wallMs }) => ({
    ...shipped,
    clock: { nowMs: wallMs, monotonicMs: () => shipped.clock.monotonicMs() },
  }),
};

export const OUTSIDE_MUTANTS: readonly Mutant[] = [
  payoutBeforeIntent,
  newKeyPerRetry,
  unknownIsRefused,
  rowDeleted,
  printAgain,
  noCopyMark,
  secretInLog,
  staleKnowledge,
  escrowSkipped,
  stopIgnored,
  postingLost,
  anyPaymentWillDo,
  anotherAmount,
  queuedTwice,
  byWallClock,
];
