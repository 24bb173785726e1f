/** The server of LNURL-withdraw (LUD-03): plain HTTP behind the operator's TLS proxy or onion service. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { withdrawAnswer, withdrawReply } from "../../domain/destination/lnurl-withdraw.ts";
import { Failure, isFailure } from "../../domain/failure.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { WithdrawOffers } from "../../ports/withdraw-offers.ts";
import { callerOf } from "./caller.ts";
import { createRateLimit, type RateLimit } from "./rate-limit.ts";

/** Paths under the public address. */
export const WITHDRAW_PATHS = { offer: "/w", callback: "/w/take" } as const;

export interface WithdrawServerOptions {
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  readonly offers: WithdrawOffers;
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly log: Log;
}

/** The running server. */
export interface WithdrawServer {
  readonly port: number;
  /** End every connection and free the port. */
  close(): Promise<void>;
}

/** A wallet asks twice; these leave room for its tries, and for a shop full of them. */
const PER_CALLER = { burst: 20, everyMs: 3_000 } as const;
const OVERALL = { burst: 100, everyMs: 100 } as const;
const MOST_CALLERS = 1_000;
const MOST_CONNECTIONS = 64;
/** The whole head of a request, an invoice of 4 kB in its first line. */
const MOST_HEAD_BYTES = 8_192;
/** Characters of the longest `k1` and `pr` that are looked at. */
const MOST_CHARACTERS = 4_096;
const HEAD_MS = 5_000;
const REQUEST_MS = 5_000;
const IDLE_MS = 10_000;

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const error = (status: number, reason: string, headers = {}): Answer => ({
  status,
  body: JSON.stringify({ status: "ERROR", reason }),
  headers,
});

/** Wallets read the body of a 200; another status many of them take for a fault of the network. */
const said = (body: string): Answer => ({ status: 200, body });

const UNKNOWN = said(withdrawReply({ kind: "refused", code: "WITHDRAW_UNKNOWN" }));

/** A field's only value; null when it is absent, there twice or too long. */
const only = (query: URLSearchParams, name: string): string | null => {
  const [value = null, ...more] = query.getAll(name);
  return value === null || more.length > 0 || value.length > MOST_CHARACTERS ? null : value;
};

const offerAnswer = (offers: WithdrawOffers, query: URLSearchParams): Answer => {
  const k1 = only(query, "k1");
  const found = k1 === null ? null : offers.find(k1);
  return found === null ? UNKNOWN : said(withdrawAnswer(found.offer, found.state));
};

const callbackAnswer = (offers: WithdrawOffers, query: URLSearchParams): Answer =>
  said(withdrawReply(offers.take({ k1: only(query, "k1"), pr: only(query, "pr") })));

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";

const answerTo = (request: IncomingMessage, offers: WithdrawOffers, limit: RateLimit): Answer => {
  if (!limit.admits(callerOf(request))) {
    return error(429, "Too many requests; try again in a minute.", { "Retry-After": "60" });
  }
  if (request.method !== "GET") return error(405, "Only GET is answered.", { Allow: "GET" });
  if (hasBody(request)) return error(400, "The request has a body.");
  const [path = "", query = ""] = (request.url ?? "").split("?", 2);
  const fields = new URLSearchParams(query);
  switch (path) {
    case WITHDRAW_PATHS.offer:
      return offerAnswer(offers, fields);
    case WITHDRAW_PATHS.callback:
      return callbackAnswer(offers, fields);
    default:
      return error(404, "There is nothing here.");
  }
};

/** A full disk, for one: nothing was chosen, and the wallet may ask again. */
const answerOr = (log: Log, answer: () => Answer): Answer => {
  try {
    return answer();
  } catch (cause) {
    const code = isFailure(cause) ? cause.code : "WITHDRAW_FAILED";
    log.error({ code }, "a wallet that asked for a refund was not answered");
    return error(503, "The refund cannot be taken now; try again later.");
  }
};

/** Nothing that was sent comes back in a header, and no cache keeps a secret. */
const send = (response: ServerResponse, { status, body, headers = {} }: Answer): void => {
  response.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    // Wallets that run in a browser; an answer holds nothing that its asker did not have.
    "Access-Control-Allow-Origin": "*",
    Connection: "close",
    ...headers,
  });
  response.end(body);
};

const listen = async (server: Server, host: string, port: number): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => {
      reject(new Failure("WITHDRAW_PORT_UNAVAILABLE", `cannot listen on ${host}:${port}`, cause));
    });
    server.listen({ host, port, exclusive: true }, resolve);
  });
  const address = server.address();
  if (address !== null && typeof address === "object") return address.port;
  throw new Failure("WITHDRAW_PORT_UNAVAILABLE", "the server has no port");
};

/**
 * Serve the offers: `GET /w?k1=…` answers what may be taken, `GET /w/take?k1=…&pr=…` takes it. Anything
 * else is turned away, and who is slow or asks too often is cut off. Nothing of a request is logged:
 * its first line holds the secret. Throws `WITHDRAW_PORT_UNAVAILABLE`.
 */
export const startWithdrawServer = async (
  options: WithdrawServerOptions,
): Promise<WithdrawServer> => {
  const { host, offers, clock, log } = options;
  const limit = createRateLimit({
    perCaller: PER_CALLER,
    overall: OVERALL,
    mostCallers: MOST_CALLERS,
    monotonicMs: () => clock.monotonicMs(),
  });
  const server = createServer({
    maxHeaderSize: MOST_HEAD_BYTES,
    headersTimeout: HEAD_MS,
    requestTimeout: REQUEST_MS,
    connectionsCheckingInterval: 1_000,
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.timeout = IDLE_MS;
  server.on("request", (request, response) => {
    send(
      response,
      answerOr(log, () => answerTo(request, offers, limit)),
    );
  });
  const port = await listen(server, host, options.port);
  return {
    port,
    close: async () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
