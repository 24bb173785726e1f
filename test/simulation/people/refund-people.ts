/**
 * Payers and cashier while bitcoin is owed: the payer shows invoices, one after the other if need be; the
 * cashier chooses, does odd things now and then, and pays out of the till when the terminal will not.
 */
import type { Ack } from "../../../main/bridge/contract.ts";
import { wholeSats } from "../../../main/domain/send-step.ts";
import type { InvoiceChoice } from "../../../main/domain/send.ts";
import { isFinal, type PaySwap, type SwapId } from "../../../main/domain/swap.ts";
import { PAYER_ADDRESS } from "../outside/sim-chain.ts";
import { payeeAddress } from "../outside/sim-payees.ts";
import type { SimRefunds } from "../outside/sim-refunds.ts";
import type { RefundChoicePlan, RefundsPlan } from "../plan/plan.ts";
import type { Setting } from "../setting.ts";
import type { Cashier, Running } from "../terminal.ts";

const LOOK_MS = 30_000;
const LONGEST_LOOK_MS = 10 * 60_000;
/** Refused for these the terminal is of no help, or its clock is wrong. */
const HOPELESS: ReadonlySet<string> = new Set([
  "REFUND_BEFORE_RESTORE",
  "REFUND_CONFLICT",
  "SEND_INVOICE_EXPIRED",
  "DESTINATION_EXPIRED",
]);

/** How long the cashier gives the payer's server. */
const SERVER_MS = 11_000;

/** What the payer shows once the planned choices are used up, or nothing goes wrong any more. */
const LAST: RefundChoicePlan = { way: "invoice", afterMs: 30_000, lifeMs: 300_000, odd: "none" };

/** Where one refund stands, for the people at the counter. */
interface Affair {
  readonly id: SwapId;
  /** How many choices were made. */
  made: number;
  choice: RefundChoicePlan;
  /** The odd thing of this choice was done. */
  isOddDone: boolean;
  /** Refused for an invoice that had hardly begun: the till pays. */
  refusals: number;
  isByHand: boolean;
  isPaidByHand: boolean;
  lookMs: number;
  /** Nobody has anything to do about it any more. */
  isOver: boolean;
}

export interface RefundPeople {
  /** Something is owed. */
  begin(id: SwapId): void;
  /** The journal went back: what was over may not be. */
  lookAgain(): void;
}

export interface RefundPeopleOptions {
  readonly setting: Setting;
  readonly refunds: SimRefunds;
  readonly plan: RefundsPlan;
  readonly terminal: () => Running | null;
  /** What the cashier does at the terminal. */
  readonly command: Cashier;
}

export const createRefundPeople = (options: RefundPeopleOptions): RefundPeople => {
  const { setting, refunds, plan, terminal, command } = options;
  const { around, journal } = setting;
  const { schedule } = around;
  const { wallet, sender, chain } = refunds;
  const affairs = new Map<SwapId, Affair>();

  const nextChoice = (made: number): RefundChoicePlan =>
    (around.isHealed() ? undefined : plan.choices[made]) ?? LAST;

  const again = (affair: Affair, afterMs: number): void =>
    schedule.after(afterMs, () => act(affair));

  const lookLater = (affair: Affair): void => {
    again(affair, affair.lookMs);
    affair.lookMs = Math.min(affair.lookMs * 2, LONGEST_LOOK_MS);
  };

  const payByHand = (affair: Affair): void => {
    affair.isPaidByHand = true;
    around.tell({ kind: "paid-by-hand", id: affair.id });
  };

  /** Nothing that was ever shown for it has arrived or may arrive. */
  const isRuledOut = (id: SwapId): boolean =>
    wallet.ofSwap(id).every(({ choice }) => !sender.maySettle(choice.paymentHash)) &&
    chain.ofSwap(id).every(({ txid }) => !chain.mayArrive(txid));

  const hasArrived = (id: SwapId): boolean =>
    wallet.ofSwap(id).some(({ choice }) => sender.isPaid(choice.paymentHash)) ||
    chain.ofSwap(id).some(({ txid }) => chain.confirmationsOf(txid) > 0);

  /** First the payer and the cashier find out what became of earlier invoices. */
  const settleByHand = (affair: Affair): void => {
    const { id } = affair;
    const isBack = affair.isPaidByHand || hasArrived(id);
    if (!isBack && isRuledOut(id)) payByHand(affair);
    if (affair.isPaidByHand || isBack) command("markRefunded", { swapId: id });
    lookLater(affair);
  };

  /** What the payer shows. */
  const codeFor = ({ id, choice }: Affair, swap: Extract<PaySwap, { kind: "owed" }>): string => {
    if (choice.way === "server") return payeeAddress(id);
    if (choice.way === "chain") return PAYER_ADDRESS;
    const shown = wallet.all();
    const amountMsat = wholeSats(swap.held.receivedMsat);
    // One that was never chosen could be anybody's: the terminal has no way to tell, and pays it.
    const isTaken = (one: (typeof shown)[number]): boolean =>
      one.id !== id && journal.sendOf(one.choice.paymentHash) !== null;
    const mint = (): InvoiceChoice => wallet.mint(id, amountMsat, choice.lifeMs);
    switch (choice.odd) {
      case "same again":
        return (shown.findLast((one) => one.id === id)?.choice ?? mint()).request;
      case "another's":
        return (shown.findLast(isTaken)?.choice ?? mint()).request;
      default:
        return mint().request;
    }
  };

  const chosen = (affair: Affair, answer: Ack): void => {
    affair.made += 1;
    affair.choice = nextChoice(affair.made);
    if (answer.ok) {
      affair.isOddDone = false;
      affair.lookMs = LOOK_MS;
    } else if (HOPELESS.has(answer.code)) {
      const isTimes = answer.code.endsWith("EXPIRED");
      affair.refusals += isTimes ? 1 : 100;
      affair.isByHand = affair.refusals > plan.choices.length + 1;
    }
    again(affair, affair.choice.afterMs);
  };

  const choose = (affair: Affair, swap: Extract<PaySwap, { kind: "owed" }>): void => {
    const { id: swapId, choice } = affair;
    command("showSwap", { swapId });
    const read = command("readRefundCode", { swapId, text: codeFor(affair, swap) });
    if (!read.ok) return chosen(affair, read);
    const confirm = (): void => chosen(affair, command("confirmRefund", { swapId }));
    if (choice.way !== "server") return confirm();
    // Its server is asked first.
    schedule.after(SERVER_MS, () => {
      command("showSwap", { swapId });
      confirm();
    });
  };

  /** Whatever they do meanwhile must change nothing. */
  const meddle = (affair: Affair): void => {
    const { id: swapId } = affair;
    const odd = plan.choices[affair.made - 1]?.odd ?? "none";
    if (affair.isOddDone && odd !== "retried") return;
    affair.isOddDone = true;
    if (odd === "marked" && command("markRefunded", { swapId }).ok) payByHand(affair);
    if (odd === "dropped") command("dropRefund", { swapId });
    if (odd === "retried") command("retryRefund", { swapId });
  };

  /** Marked just as the power went: the till pays all the same. */
  const makeGood = (affair: Affair, swap: PaySwap): void => {
    const isByHand = swap.kind === "refunded" && swap.refund === null;
    if (isByHand && !affair.isPaidByHand && isRuledOut(affair.id)) payByHand(affair);
  };

  const act = (affair: Affair): void => {
    const swap = journal.swap(affair.id)?.swap;
    if (swap === undefined) return;
    affair.isOver = isFinal(swap);
    if (affair.isOver) return makeGood(affair, swap);
    if (terminal() === null) return again(affair, LOOK_MS);
    if (swap.kind === "owed") {
      if (affair.isByHand) settleByHand(affair);
      else choose(affair, swap);
      return;
    }
    if (swap.kind === "refunding") meddle(affair);
    lookLater(affair);
  };

  return {
    begin: (id) => {
      if (affairs.has(id)) return;
      const affair: Affair = {
        id,
        made: 0,
        choice: nextChoice(0),
        isOddDone: false,
        refusals: 0,
        isByHand: false,
        isPaidByHand: false,
        lookMs: LOOK_MS,
        isOver: false,
      };
      affairs.set(id, affair);
      again(affair, affair.choice.afterMs);
    },
    lookAgain: () => {
      for (const affair of affairs.values()) {
        if (!affair.isOver) continue;
        affair.isOver = false;
        affair.lookMs = LOOK_MS;
        again(affair, LOOK_MS);
      }
    },
  };
};
