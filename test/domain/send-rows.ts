import type { SendEventKind } from "../../main/domain/send.ts";

/** Nothing is being sent: no fact of a sending has a place. */
export const SENDS_NOTHING: Readonly<Record<SendEventKind, string>> = {
  "destination-chosen": "out of place",
  "invoice-fetched": "out of place",
  "invoice-not-given": "out of place",
  "payment-made": "out of place",
  "payment-refused": "out of place",
  "payment-unknown": "out of place",
  "payment-pending": "out of place",
  "payment-failed": "out of place",
  "payment-missing": "out of place",
  "retry-requested": "out of place",
  "choice-dropped": "out of place",
  "transaction-prepared": "out of place",
  "transaction-refused": "out of place",
  "transaction-published": "out of place",
  "transaction-seen": "out of place",
  "transaction-missing": "out of place",
};

/** Ended: people cannot act on it, and late answers are no news. */
export const SENT_NOTHING: Readonly<Record<SendEventKind, string>> = {
  "destination-chosen": "refused SWAP_ENDED",
  "invoice-fetched": "same",
  "invoice-not-given": "same",
  "payment-made": "same",
  "payment-refused": "same",
  "payment-unknown": "same",
  "payment-pending": "same",
  "payment-failed": "same",
  "payment-missing": "same",
  "retry-requested": "refused SWAP_ENDED",
  "choice-dropped": "refused SWAP_ENDED",
  "transaction-prepared": "same",
  "transaction-refused": "same",
  "transaction-published": "same",
  "transaction-seen": "same",
  "transaction-missing": "same",
};
