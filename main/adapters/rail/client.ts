import { Failure } from "../../domain/failure.ts";
import { done, refused, unknown } from "../../domain/outcome.ts";
import type { Outcome } from "../../domain/outcome.ts";
import type { PayoutProof } from "../../domain/swap.ts";
import type { Log } from "../../ports/log.ts";
import type {
  PayoutOrder,
  PayoutRail,
  PayoutStatements,
  PayoutStatus,
  StatementPage,
} from "../../ports/payout-rail.ts";
import { createBearer } from "../bearer.ts";
import type { Http, HttpAnswer, HttpReply, HttpRequest } from "../http.ts";
import { classifyMoneyAnswer } from "../money-answer.ts";
import { formatInstant } from "./instant.ts";
import * as wire from "./wire.ts";
import type { RailEnvironment, RailPayout, Reading } from "./wire.ts";

/** Milliseconds that each call may take, from the name look-up to the last byte of the answer. */
export interface RailDeadlines {
  readonly lookUpMs: number;
  readonly submitMs: number;
  readonly queryMs: number;
  readonly floatMs: number;
}

/** What the client of a payout rail is made with. */
export interface PayoutRailOptions {
  readonly http: Http;
  readonly log: Log;
  /** `https:` address that stands before `/v1/`. */
  readonly baseUrl: string;
  /**
   * The bearer token as it is now; goes into a header and nowhere else. Read at the start, and again
   * when the rail does not let us in.
   */
  readonly readToken: () => string;
  /** The environment that the operator means; answers of another one are not believed. */
  readonly environment: RailEnvironment;
  /**
   * For how long the swaps take "not found" as no answer. When the rail says that it needs longer,
   * its "not found" is reported as `unknown`.
   */
  readonly consistencyMs: number;
  readonly deadlines: RailDeadlines;
}

const MAX_ANSWER_BYTES = 65_536;

/** Documented 4xx which prove that nothing was done and never will be, by call. */
const REFUSALS = {
  lookUp: {
    400: ["REQUEST_INVALID", "KHQR_INVALID", "ENVIRONMENT_MISMATCH"],
    404: ["ACCOUNT_NOT_FOUND"],
    410: ["ACCOUNT_CLOSED"],
  },
  submit: { 400: ["REQUEST_INVALID", "KHQR_INVALID", "AMOUNT_INVALID", "ENVIRONMENT_MISMATCH"] },
  query: {},
  float: {},
  statement: { 400: ["REQUEST_INVALID", "ENVIRONMENT_MISMATCH"] },
} as const satisfies Record<string, Readonly<Record<number, readonly string[]>>>;

type Call = keyof typeof REFUSALS;

const refusalOf =
  (call: Call) =>
  (reply: HttpReply): string | null => {
    const documented: Readonly<Record<number, readonly string[]>> = REFUSALS[call];
    const code = wire.readErrorCode(reply.body);
    return code !== null && (documented[reply.status] ?? []).includes(code) ? code : null;
  };

/** The first field in which the rail speaks of another order than this one; null when it is this one. */
const differentField = (payout: RailPayout, order: PayoutOrder): string | null => {
  if (payout.key !== order.key) return "key";
  if (payout.khqr !== order.khqr) return "khqr";
  if (payout.amount.currency !== order.amount.currency) return "currency";
  if (payout.amount.minor !== order.amount.minor) return "amount";
  return payout.reference === order.reference ? null : "reference";
};

const toProof = ({ status }: RailPayout): Outcome<PayoutProof> => {
  switch (status.kind) {
    case "paid":
      return done(status.payout);
    case "failed":
      return refused(status.code);
    case "pending":
      return unknown("RAIL_PENDING");
  }
};

/** What one call sends, and where. */
interface Question {
  readonly method: HttpRequest["method"];
  readonly path: string;
  readonly body?: string;
  readonly deadlineMs: number;
}

/** Sends one question with the rail's headers. */
type Ask = (question: Question) => Promise<HttpAnswer>;

const createAsk = (options: PayoutRailOptions): Ask => {
  const base = URL.parse(options.baseUrl);
  if (base?.protocol !== "https:") {
    throw new Failure("RAIL_URL_INVALID", "the payout rail's address must begin with https:");
  }
  const prefix = options.baseUrl.replace(/\/+$/, "");
  const withToken = createBearer({
    readToken: options.readToken,
    onUnreadable: () =>
      options.log.error({ code: "RAIL_TOKEN_UNREADABLE" }, "the rail's token cannot be read anew"),
  });
  // A submit that is sent again has the same key: it is the same payout.
  return ({ method, path, body, deadlineMs }) =>
    withToken((token) =>
      options.http.request({
        method,
        url: `${prefix}${path}`,
        headers: {
          accept: "application/json",
          authorization: `Bearer ${token}`,
          [wire.ENVIRONMENT_HEADER]: options.environment,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body }),
        deadlineMs,
        maxBytes: MAX_ANSWER_BYTES,
      }),
    );
};

/** Turns answers into outcomes; what cannot be believed is logged, and proves nothing. */
interface Judge {
  /** The answer's body, read, or the outcome that the answer stands for without it. */
  body<T>(call: Call, answer: HttpAnswer, read: (text: string) => Reading<T>): Outcome<T>;
  /** An answer that cannot be right: `unknown` under `code`, with a line in the log. */
  disbelieve(call: Call, code: string, field: string): Outcome<never>;
}

const createJudge = ({ log, environment }: PayoutRailOptions): Judge => {
  const disbelieve: Judge["disbelieve"] = (call, code, field) => {
    log.error({ code, call, field }, "the payout rail gave an answer that cannot be used");
    return unknown(code);
  };
  return {
    disbelieve,
    body: (call, answer, read) => {
      const outcome = classifyMoneyAnswer(answer, { prefix: "RAIL", refusalOf: refusalOf(call) });
      if (outcome.kind !== "done") return outcome;
      const reply = outcome.value;
      if (reply.headers[wire.ENVIRONMENT_HEADER] !== environment) {
        return disbelieve(call, "RAIL_ENVIRONMENT_MISMATCH", wire.ENVIRONMENT_HEADER);
      }
      const reading = read(reply.body);
      return reading.ok
        ? done(reading.value)
        : disbelieve(call, "RAIL_ANSWER_INVALID", reading.field);
    },
  };
};

const createSubmit =
  (ask: Ask, judge: Judge, deadlineMs: number): PayoutRail["submitPayout"] =>
  async (order) => {
    const answer = await ask({
      method: "PUT",
      path: `/v1/payouts/${order.key}`,
      body: wire.writeOrder(order),
      deadlineMs,
    });
    if (answer.kind === "answer" && answer.status === 422) {
      return judge.disbelieve("submit", "RAIL_KEY_REUSED", "key");
    }
    const outcome = judge.body("submit", answer, wire.readPayout);
    if (outcome.kind !== "done") return outcome;
    const field = differentField(outcome.value, order);
    return field === null
      ? toProof(outcome.value)
      : judge.disbelieve("submit", "RAIL_ANSWER_MISMATCH", field);
  };

const createQuery = (
  ask: Ask,
  judge: Judge,
  { deadlines, consistencyMs }: PayoutRailOptions,
): PayoutRail["queryPayout"] => {
  const notFound = (body: string): Outcome<PayoutStatus> => {
    const window = wire.readConsistencyMs(body);
    if (!window.ok) return judge.disbelieve("query", "RAIL_ANSWER_INVALID", window.field);
    return window.value > consistencyMs
      ? judge.disbelieve("query", "RAIL_WINDOW_TOO_LONG", "consistencyWindowSeconds")
      : done({ kind: "not-found" });
  };
  return async (key) => {
    const answer = await ask({
      method: "GET",
      path: `/v1/payouts/${key}`,
      deadlineMs: deadlines.queryMs,
    });
    if (answer.kind === "answer" && answer.status === 404) return notFound(answer.body);
    const outcome = judge.body("query", answer, wire.readPayout);
    if (outcome.kind !== "done") return outcome;
    return outcome.value.key === key
      ? done(outcome.value.status)
      : judge.disbelieve("query", "RAIL_ANSWER_MISMATCH", "key");
  };
};

type StatementQuestion = Parameters<PayoutStatements["statement"]>[0];

/** The first thing that no honest page can have; null when there is none. */
const pageFault = (page: StatementPage, asked: StatementQuestion): string | null => {
  let lastMs = asked.fromMs;
  for (const { paidAtMs } of page.lines) {
    if (paidAtMs < lastMs || paidAtMs >= asked.untilMs) return "paidAt";
    lastMs = paidAtMs;
  }
  return page.nextCursor !== null && page.nextCursor === asked.cursor ? "nextCursor" : null;
};

const createStatement =
  (ask: Ask, judge: Judge, deadlineMs: number): PayoutStatements["statement"] =>
  async (asked) => {
    const query = new URLSearchParams({
      from: formatInstant(asked.fromMs),
      to: formatInstant(asked.untilMs),
      ...(asked.cursor === null ? {} : { cursor: asked.cursor }),
    });
    const answer = await ask({
      method: "GET",
      path: `/v1/payouts?${query.toString()}`,
      deadlineMs,
    });
    const outcome = judge.body("statement", answer, wire.readStatement);
    if (outcome.kind !== "done") return outcome;
    const field = pageFault(outcome.value, asked);
    return field === null ? outcome : judge.disbelieve("statement", "RAIL_ANSWER_MISMATCH", field);
  };

/** The rail, and the record that it keeps of itself. */
export type PayoutRailClient = PayoutRail & PayoutStatements;

/**
 * The client of a rail that speaks `docs/payout-rail.openapi.json`. Codes of `unknown` beyond those
 * of {@link classifyMoneyAnswer}: `RAIL_PENDING`, `RAIL_KEY_REUSED`, `RAIL_ANSWER_INVALID` (a field
 * is missing or malformed; the log names it), `RAIL_ANSWER_MISMATCH` (the rail speaks of another
 * order), `RAIL_ENVIRONMENT_MISMATCH`, `RAIL_WINDOW_TOO_LONG`.
 * Throws `RAIL_URL_INVALID` for an address that is not `https:`.
 */
export const createPayoutRail = (options: PayoutRailOptions): PayoutRailClient => {
  const ask = createAsk(options);
  const judge = createJudge(options);
  const { deadlines } = options;
  return {
    submitPayout: createSubmit(ask, judge, deadlines.submitMs),
    queryPayout: createQuery(ask, judge, options),
    statement: createStatement(ask, judge, deadlines.queryMs),
    lookUpAccount: async (khqr) => {
      const answer = await ask({
        method: "POST",
        path: "/v1/accounts/lookup",
        body: wire.writeQuestion(khqr),
        deadlineMs: deadlines.lookUpMs,
      });
      return judge.body("lookUp", answer, wire.readAccount);
    },
    float: async (currency) => {
      const answer = await ask({
        method: "GET",
        path: `/v1/float/${currency}`,
        deadlineMs: deadlines.floatMs,
      });
      const outcome = judge.body("float", answer, wire.readFloat);
      return outcome.kind === "done" && outcome.value.currency !== currency
        ? judge.disbelieve("float", "RAIL_ANSWER_MISMATCH", "currency")
        : outcome;
    },
  };
};
