/**
 * What the customer display says: the payer's screen in two rows of Latin letters. The same view
 * feeds both, so that they never tell different things.
 */
import type { RefundProgress } from "../../bridge/contract-refund.ts";
import type { PayerView } from "../../bridge/contract-view.ts";
import type { CustomerDisplayFace, CustomerDisplayRow } from "../../ports/devices.ts";

export interface DisplayViewOptions {
  readonly mode: "sandbox" | "live";
  /** In the upper row while nobody pays; the shop's name when null. */
  readonly idleText: string | null;
}

const centre = (...texts: readonly string[]): CustomerDisplayRow => ({ kind: "centre", texts });
const pair = (left: readonly string[], right: string): CustomerDisplayRow => ({
  kind: "pair",
  left,
  right,
});

/** The longest that fits stands at the left of the lower row, on everything that moves no money. */
const SANDBOX_MARK = ["SANDBOX", "TEST", "T"] as const;

const ENDED: Readonly<Record<string, string>> = { "quote-expired": "TIME RAN OUT" };

const REFUND: Readonly<Record<RefundProgress, string>> = {
  "show-code": "SHOW YOUR CODE",
  checking: "ONE MOMENT",
  sending: "BEING SENT",
  sent: "PAID BACK",
};

type Told = Exclude<PayerView, { readonly kind: "starting" | "welcome" }>;

/** The words of the lower row, at most 15 cells so that the mark of the sandbox has its place. */
const saying = (view: Told): string => {
  switch (view.kind) {
    case "review":
    case "preparing":
      return "ONE MOMENT";
    case "pay":
      return view.invoiceQr === null ? "TIME RAN OUT" : (view.amount.sats ?? "SCAN THE CODE");
    case "received":
      return "RECEIVED";
    case "paid":
      return "PAID, THANK YOU";
    case "ended":
      return ENDED[view.reason ?? ""] ?? "ASK THE CASHIER";
    case "help":
      return "DON'T PAY AGAIN";
    case "refund":
      return REFUND[view.progress];
  }
};

const heading = (view: Told): CustomerDisplayRow => {
  switch (view.kind) {
    case "ended":
      return centre("NOT PAID");
    case "help":
      return centre("ASK THE CASHIER");
    case "pay":
      return pair(["PAY"], view.amount.fiat);
    case "paid":
      return pair(["PAID"], view.amount.fiat);
    case "refund":
      return pair(["REFUND", "BACK"], view.sats);
    case "review":
    case "preparing":
    case "received":
      return pair(["TOTAL"], view.amount.fiat);
  }
};

/** A terminal that takes no payment and cannot say when it will: nothing of before may stay. */
export const outOfServiceFace = (mode: DisplayViewOptions["mode"]): CustomerDisplayFace => ({
  upper: centre("OUT OF SERVICE"),
  lower: mode === "sandbox" ? pair(SANDBOX_MARK, "") : centre(""),
});

/** Both rows for what the payer's screen shows. Pure. */
export const displayFace = (view: PayerView, options: DisplayViewOptions): CustomerDisplayFace => {
  const isSandbox = options.mode === "sandbox";
  const below = (text: string): CustomerDisplayRow =>
    isSandbox ? pair(SANDBOX_MARK, text) : centre(text);
  switch (view.kind) {
    case "starting":
      return { upper: centre("ONE MOMENT"), lower: below("") };
    case "welcome":
      return {
        upper: centre(options.idleText ?? view.shopName, "WELCOME"),
        lower: below("PAY BY BITCOIN"),
      };
    case "pay":
      return {
        upper: heading(view),
        // Under the amount and at its edge, as a sum is written.
        lower: pair(isSandbox ? SANDBOX_MARK : [], saying(view)),
      };
    case "review":
    case "preparing":
    case "received":
    case "paid":
    case "ended":
    case "help":
    case "refund":
      return { upper: heading(view), lower: below(saying(view)) };
  }
};
