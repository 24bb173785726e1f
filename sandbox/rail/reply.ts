import type { Credit, Payout } from "./book.ts";

/** An answer before it is bytes. */
export interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that gets no answer: the connection stays open until the client gives up. */
export type Silence = "silence";

const MESSAGES: Readonly<Record<string, string>> = {
  REQUEST_INVALID: "the request is not JSON, or a field is missing or malformed",
  KHQR_INVALID: "the text is not a KHQR code that can be credited",
  AMOUNT_INVALID: "the amount is zero or not in the exact form of its currency",
  ENVIRONMENT_MISMATCH: "this is the sandbox environment",
  UNAUTHORISED: "the token is missing or wrong",
  NOT_FOUND: "there is nothing at this address",
  ACCOUNT_NOT_FOUND: "there is no such account",
  ACCOUNT_CLOSED: "the account takes no credits",
  CURRENCY_NOT_ACCEPTED: "the account does not take this currency",
  FLOAT_EXHAUSTED: "the operator's float does not cover the amount",
  BANK_REFUSED: "the bank refused the credit",
  IN_PROGRESS: "another request with this key is being worked on",
  KEY_REUSED: "this key belongs to a payout with another order",
  PAYOUT_NOT_FOUND: "no payout under this key yet",
  BUSY: "too many requests",
  UNAVAILABLE: "maintenance",
  INTERNAL: "something went wrong",
};

/** `Error` of the document. */
const errorBody = (code: string) => ({ code, message: MESSAGES[code] ?? "see the code" });

/** An answer that is an error. */
export const errorReply = (
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
): Reply => ({ status, body: errorBody(code), headers });

const instant = (atMs: number): string => new Date(atMs).toISOString();

/** An answer with status 200. */
export const okReply = (body: Readonly<Record<string, unknown>>): Reply => ({
  status: 200,
  body,
  headers: { "rail-environment": "sandbox" },
});

/** `Payout` of the document. */
export const payoutReply = ({ key, order, amount, createdAtMs, fate }: Payout): Reply => {
  const common = { key, ...order, amount, createdAt: instant(createdAtMs) };
  switch (fate.status) {
    case "pending":
      return okReply({ status: "pending", ...common });
    case "paid": {
      const { railReference, paidAtMs } = fate;
      return okReply({ status: "paid", ...common, railReference, paidAt: instant(paidAtMs) });
    }
    case "failed": {
      const failedAt = instant(fate.failedAtMs);
      return okReply({ status: "failed", ...common, failure: errorBody(fate.code), failedAt });
    }
  }
};

/** `NotFoundYet` of the document. */
export const notFoundYetReply = (consistencyMs: number): Reply => ({
  status: 404,
  body: {
    ...errorBody("PAYOUT_NOT_FOUND"),
    consistencyWindowSeconds: Math.ceil(consistencyMs / 1_000),
  },
});

/** `Float` of the document. */
export const floatReply = (currency: string, amount: string, nowMs: number): Reply =>
  okReply({ currency, amount, asOf: instant(nowMs) });

/** One page of the statement, before it is JSON. */
interface StatementPage {
  readonly credits: readonly Credit[];
  readonly completeUntilMs: number;
  readonly nextCursor: string | null;
}

/** `StatementPage` of the document. */
export const statementReply = ({ credits, completeUntilMs, nextCursor }: StatementPage): Reply =>
  okReply({
    lines: credits.map(({ key, currency, amount, reference, railReference, atMs }) => ({
      key,
      currency,
      amount,
      reference,
      railReference,
      paidAt: instant(atMs),
    })),
    completeUntil: instant(completeUntilMs),
    ...(nextCursor === null ? {} : { nextCursor }),
  });
