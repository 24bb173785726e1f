/**
 * From a scanned code to a quote. Nothing outside exists yet and nothing is owed, so this lives in
 * memory: after a power cut the code is scanned again.
 */
import type { DayRefusal } from "../../domain/day-limits.ts";
import { type Khqr, requestedFiat } from "../../domain/emv/khqr.ts";
import { isFailure } from "../../domain/failure.ts";
import { type Fiat, parseFiat } from "../../domain/money.ts";
import type { Quote } from "../../domain/quote.ts";
import { routeScan } from "../../domain/scan-route.ts";
import type { Clock } from "../../ports/clock.ts";
import type { AccountHolder, PayoutRail } from "../../ports/payout-rail.ts";
import type { Admission, Refusal } from "./admission.ts";
import type { Preflight } from "./preflight.ts";
import { judgePayScan } from "./scan-refusal.ts";
import type { RememberedHolder } from "./stand-in-gate.ts";

/** Where the cashier is between the scan and the quote. */
export type Draft =
  | { readonly kind: "none" }
  | { readonly kind: "checking"; readonly code: Khqr; readonly sinceMs: number }
  | {
      readonly kind: "amount";
      readonly code: Khqr;
      readonly holder: AccountHolder;
      readonly digits: string;
      /** Why the amount was not taken, until it is changed. */
      readonly refusal: Refusal | null;
    }
  | {
      readonly kind: "quoting";
      readonly code: Khqr;
      readonly holder: AccountHolder;
      readonly amount: Fiat;
      readonly sinceMs: number;
    }
  | {
      readonly kind: "refused";
      readonly code: string;
      readonly detail: string | null;
      /** The limit of the day that stands in the way, where it is one. */
      readonly dayLimit: DayRefusal | null;
    };

export interface CheckoutOptions {
  readonly rail: PayoutRail;
  readonly clock: Clock;
  /** Who is credited by a code while the rail cannot be asked. */
  readonly remembered: (code: Khqr) => RememberedHolder;
  readonly preflight: (amount: Fiat) => Promise<Preflight>;
  /** Why a typed amount cannot be taken, or null. */
  readonly judgeAmount: (amount: Fiat) => string | null;
  /**
   * Why the payment may not be opened now, or null. Asked before anybody waits for an answer, and
   * once more in the turn in which {@link CheckoutOptions.onQuote} opens it.
   */
  readonly admit: Admission;
  /** How far this clock may be ahead of the one that minted a code. */
  readonly clockSkewMs: number;
  /** False when nobody vouches for the time: whether a code has run out is not decided then. */
  readonly isClockTrusted: () => boolean;
  /** Open the swap; called once for each quote. A `Failure` it throws is shown as a refusal. */
  readonly onQuote: (quoted: {
    readonly code: Khqr;
    readonly holder: AccountHolder;
    readonly quote: Quote;
    readonly standIn: boolean;
  }) => void;
  readonly onChange: () => void;
}

export interface Checkout {
  draft(): Draft;
  scan(text: string): void;
  /**
   * A code was shown and the scanner could not take it. False, and without effect, while there is
   * something on the screen that it would wipe out.
   */
  refuseScan(code: string): boolean;
  /** Answers with a code when what is typed is not even the beginning of an amount. */
  setEntry(digits: string): string | null;
  submitAmount(): string | null;
  /** Drop the draft; answers still on their way are ignored. */
  leave(): void;
}

const NONE: Draft = { kind: "none" };

/** What may be typed on the way to an amount. */
const ENTRY = /^\d{0,10}(\.\d{0,2})?$/;

/** The time by which a code's end is judged; null when nobody vouches for it. */
const codeTimeMs = ({ clock, isClockTrusted }: CheckoutOptions): number | null =>
  isClockTrusted() ? clock.nowMs() : null;

/** Who is credited: by the rail's word, or by what is remembered while it is silent. */
const askHolder = async (options: CheckoutOptions, code: Khqr): Promise<RememberedHolder> => {
  const outcome = await options.rail.lookUpAccount(code.payload);
  if (outcome.kind === "refused") return { kind: "refused", code: outcome.code };
  if (outcome.kind === "unknown") return options.remembered(code);
  const holder = outcome.value;
  return holder.currencies.includes(code.currency)
    ? { kind: "known", holder }
    : { kind: "refused", code: "ACCOUNT_CURRENCY" };
};

type Quoted = Parameters<CheckoutOptions["onQuote"]>[0];

/** What lets a payment be opened, or tells the screen why not. */
const createOpening = (options: CheckoutOptions, become: (next: Draft) => void) => {
  const refuse = (code: string, detail: string | null = null): void =>
    become({ kind: "refused", code, detail, dayLimit: null });

  const isAdmitted = (code: Khqr, amount: Fiat): boolean => {
    const refusal = options.admit({ code, amount });
    if (refusal !== null) become({ kind: "refused", detail: null, ...refusal });
    return refusal === null;
  };

  /** Only what another amount can mend is told beside the keys; the rest has a screen of its own. */
  const judgeTyped = (code: Khqr, amount: Fiat): Refusal | null => {
    const wrong = options.judgeAmount(amount);
    if (wrong !== null) return { code: wrong, dayLimit: null };
    const refusal = options.admit({ code, amount });
    const left = refusal?.dayLimit?.left.minor ?? 0n;
    return left > 0n ? refusal : null;
  };

  /** Judge once more and open, in one turn. */
  const open = (quoted: Quoted): boolean => {
    if (!isAdmitted(quoted.code, quoted.quote.fiat)) return false;
    try {
      options.onQuote(quoted);
      return true;
    } catch (error) {
      // The journal may have no room for a new swap; nothing has been promised to anyone yet.
      if (!isFailure(error)) throw error;
      refuse(error.code);
      return false;
    }
  };

  return { refuse, isAdmitted, judgeTyped, open };
};

export const createCheckout = (options: CheckoutOptions): Checkout => {
  let draft: Draft = NONE;
  let generation = 0;

  const become = (next: Draft): void => {
    draft = next;
    options.onChange();
  };

  const { refuse, isAdmitted, judgeTyped, open } = createOpening(options, become);

  const quote = async (code: Khqr, holder: AccountHolder, amount: Fiat): Promise<void> => {
    const mine = ++generation;
    if (!isAdmitted(code, amount)) return;
    become({ kind: "quoting", code, holder, amount, sinceMs: options.clock.nowMs() });
    const result = await options.preflight(amount);
    if (mine !== generation) return;
    if (result.kind === "not-ready") return refuse(result.code);
    // The draft stays until the swap is on screen, so that nothing else shows for a moment.
    if (open({ code, holder, quote: result.quote, standIn: result.standIn })) draft = NONE;
  };

  const check = async (code: Khqr): Promise<void> => {
    const mine = ++generation;
    become({ kind: "checking", code, sinceMs: options.clock.nowMs() });
    const answer = await askHolder(options, code);
    if (mine !== generation) return;
    if (answer.kind === "refused") return refuse(answer.code);
    const { holder } = answer;
    const amount = requestedFiat(code);
    if (amount !== null) return quote(code, holder, amount);
    become({ kind: "amount", code, holder, digits: "", refusal: null });
  };

  return {
    draft: () => draft,
    scan: (text) => {
      generation += 1;
      const readOptions = { atMs: codeTimeMs(options), skewMs: options.clockSkewMs };
      const reading = judgePayScan(routeScan(text, readOptions));
      if (reading.kind === "refused") refuse(reading.code, reading.detail);
      else void check(reading.code);
    },
    refuseScan: (code) => {
      if (draft.kind !== "none" && draft.kind !== "refused") return false;
      refuse(code);
      return true;
    },
    setEntry: (digits) => {
      if (draft.kind !== "amount") return "NO_AMOUNT_ASKED";
      const isWhole = draft.code.currency === "KHR";
      if (!ENTRY.test(digits) || (isWhole && digits.includes("."))) return "AMOUNT_INVALID";
      become({ ...draft, digits, refusal: null });
      return null;
    },
    submitAmount: () => {
      if (draft.kind !== "amount") return "NO_AMOUNT_ASKED";
      try {
        const amount = parseFiat(draft.code.currency, draft.digits);
        const refusal = judgeTyped(draft.code, amount);
        if (refusal === null) void quote(draft.code, draft.holder, amount);
        else become({ ...draft, refusal });
        return refusal?.code ?? null;
      } catch (error) {
        if (!isFailure(error)) throw error;
        return error.code;
      }
    },
    leave: () => {
      generation += 1;
      become(NONE);
    },
  };
};
