/** How a payment out of the node goes: whether it finds a way, what that costs, and what its payee does. */
import type { InvoicePayment } from "../../../main/ports/lightning-send.ts";
import type { Around } from "../around.ts";
import { SITES } from "../plan/sites.ts";

/** What becomes of a payment. */
export interface Course {
  /** True when it is on its way at once; a node that has found no way yet can still be called off. */
  readonly isFound: boolean;
  readonly afterMs: number;
  /** Or why it fails. */
  readonly end: "paid" | (string & {});
  readonly feeMsat: bigint;
}

/** What routing may cost by the money rules, worked out apart from the machine: 0.5 %, or 10 sats. */
export const feeLimitOf = (amountMsat: bigint): bigint => {
  const share = (amountMsat * 5n) / 1_000n;
  return share > 10_000n ? share : 10_000n;
};

type Trouble =
  | "the payee takes its time"
  | "the payee holds it"
  | "the payee holds it and gives it back"
  | "no route"
  | "a route that is too dear"
  | "no route after a long search"
  | "the payee refuses";

const TROUBLES: readonly (readonly [trouble: Trouble, share: number])[] = [
  ["the payee takes its time", 0.2],
  ["the payee holds it", 0.2],
  ["the payee holds it and gives it back", 0.12],
  ["no route", 0.18],
  ["a route that is too dear", 0.14],
  ["no route after a long search", 0.08],
  ["the payee refuses", 0.08],
];

const troubleAt = (position: number): Trouble => {
  let rest = position;
  for (const [trouble, share] of TROUBLES) {
    if (rest < share) return trouble;
    rest -= share;
  }
  return "no route";
};

/** Most holds end within minutes; in worlds of days they last for as many blocks as a payee can hold. */
const holdMs = ({ plan }: Around, time: number): number =>
  plan.isLong ? time * 140 * plan.blockMs : 30_000 + time * 15 * 60_000;

type Draw = { readonly time: number; readonly feeMsat: bigint; readonly limitMsat: bigint };

const COURSES: Readonly<
  Record<Trouble, (draw: Draw, order: InvoicePayment, around: Around) => Course>
> = {
  "the payee takes its time": ({ time, feeMsat }) => ({
    isFound: true,
    afterMs: 3_000 + time * 70_000,
    end: "paid",
    feeMsat,
  }),
  "the payee holds it": ({ time, feeMsat }, _, around) => ({
    isFound: true,
    afterMs: holdMs(around, time),
    end: "paid",
    feeMsat,
  }),
  "the payee holds it and gives it back": ({ time, feeMsat }, _, around) => ({
    isFound: true,
    afterMs: holdMs(around, time),
    end: "PAYMENT_REJECTED_BY_PAYEE",
    feeMsat,
  }),
  "no route": ({ time, feeMsat }) => ({
    isFound: false,
    afterMs: 100 + time * 8_000,
    end: "PAYMENT_NO_ROUTE",
    feeMsat,
  }),
  "a route that is too dear": ({ time, limitMsat }, { maxFeeMsat }) => {
    const feeMsat = limitMsat + 1n + (limitMsat * BigInt(Math.floor(time * 1_000))) / 500n;
    const isTaken = feeMsat <= maxFeeMsat;
    const end = isTaken ? "paid" : "PAYMENT_FEE_CAP";
    return { isFound: isTaken, afterMs: 500 + time * 3_000, end, feeMsat };
  },
  "no route after a long search": ({ feeMsat }, { attemptMs }) => ({
    isFound: false,
    afterMs: attemptMs,
    end: "PAYMENT_TIMED_OUT",
    feeMsat,
  }),
  "the payee refuses": ({ time, feeMsat }) => ({
    isFound: true,
    afterMs: 300 + time * 2_000,
    end: "PAYMENT_REJECTED_BY_PAYEE",
    feeMsat,
  }),
};

/** Draw how a payment goes that begins now. */
export const drawCourse = (around: Around, order: InvoicePayment): Course => {
  const trouble = around.plan.refunds?.trouble ?? 0;
  const position = around.draw(SITES.course);
  const time = around.draw(SITES.courseTime);
  const limitMsat = feeLimitOf(order.amountMsat);
  const share = BigInt(Math.floor(around.draw(SITES.routeFee) * 1_000));
  const feeMsat = (limitMsat * share) / 1_000n;
  if (position < trouble && !around.isHealed()) {
    const name = troubleAt(position / trouble);
    if (around.strikes(`payment: ${name}`, SITES.course)) {
      return COURSES[name]({ time, feeMsat, limitMsat }, order, around);
    }
  }
  return { isFound: true, afterMs: 200 + time * 2_000, end: "paid", feeMsat };
};
