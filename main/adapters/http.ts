import * as http from "node:http";
import * as https from "node:https";
import type { LookupFunction } from "node:net";

import type { Clock } from "../ports/clock.ts";
import { parseHttpDate } from "./http-date.ts";

/** Why no answer came. `HTTP_TLS`: the remote is not who its certificate would have to say it is. */
export type HttpFailureCode =
  "HTTP_TIMEOUT" | "HTTP_CONNECTION" | "HTTP_TOO_LARGE" | "HTTP_REDIRECT" | "HTTP_TLS";

/** A whole answer, whatever its status. Header names are in lower case; the body is read as UTF-8. */
export interface HttpReply {
  readonly kind: "answer";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * No usable answer. `sent` is false only when it is certain that no byte of the request reached the
 * remote: the name, the connection or the TLS handshake failed.
 */
export interface HttpFailure {
  readonly kind: "failed";
  readonly code: HttpFailureCode;
  readonly sent: boolean;
}

/** How one exchange ended. */
export type HttpAnswer = HttpReply | HttpFailure;

/** One request. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT";
  /** Absolute, `https:` or `http:`. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For all of it: name, connection, handshake, redirects and the last byte of the body. */
  readonly deadlineMs: number;
  /** The longest body taken. */
  readonly maxBytes: number;
}

/** A client of remotes that are not trusted to be quick, small or honest. */
export interface Http {
  /** Never rejects. Never sends a request twice, redirects of a GET aside. */
  request(request: HttpRequest): Promise<HttpAnswer>;
  /** Cuts every connection; what is under way ends as `HTTP_CONNECTION`. */
  close(): void;
}

/** What a client is made with. */
export interface HttpOptions {
  readonly clock: Clock;
  /** PEM. When given, the only root that is trusted. */
  readonly ca?: string;
  readonly userAgent?: string;
  /** Told what time each answer says it is. */
  readonly onServerTime?: (time: HttpServerTime) => void;
  /** Finds the address of a name; the system's own when absent. */
  readonly lookup?: LookupFunction;
  /** Whether a GET may be sent on inside the same origin. */
  readonly redirects?: "same-origin" | "none";
}

/** The `Date` header of one answer. */
export interface HttpServerTime {
  /** Host and port of the remote. */
  readonly source: string;
  readonly dateMs: number;
  /** How long the whole exchange took. */
  readonly tookMs: number;
}

/**
 * Idle connections are dropped before a usual server drops them (5 s), so that a request seldom
 * meets a connection which is just being closed.
 */
const IDLE_MS = 4_000;
const MAX_REDIRECTS = 3;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Errors of the wire itself, as opposed to those of the certificate or the protocol. */
const WIRE_ERRORS: readonly string[] = ["ECONNRESET", "EPIPE", "ETIMEDOUT", "ECONNABORTED"];

const failed = (code: HttpFailureCode, sent: boolean): HttpFailure => ({
  kind: "failed",
  code,
  sent,
});

const flatten = (headers: http.IncomingHttpHeaders): Readonly<Record<string, string>> => {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
};

const codeOf = (error: Error): string => (error as NodeJS.ErrnoException).code ?? "";

/** How far the connection of one exchange has come. */
type Phase = "connecting" | "handshake" | "open";

const failureOf = (error: Error, phase: Phase): HttpFailureCode => {
  const code = codeOf(error);
  if (code === "HPE_HEADER_OVERFLOW") return "HTTP_TOO_LARGE";
  return phase === "handshake" && !WIRE_ERRORS.includes(code) ? "HTTP_TLS" : "HTTP_CONNECTION";
};

/** Calls `onPhase` as the request's connection opens; a reused one is open from the start. */
const followPhase = (
  request: http.ClientRequest,
  secure: boolean,
  onPhase: (phase: Phase) => void,
): void => {
  request.once("socket", (socket) => {
    if (request.reusedSocket || (!secure && !socket.connecting)) {
      onPhase("open");
      return;
    }
    socket.once("connect", () => {
      onPhase(secure ? "handshake" : "open");
    });
    socket.once("secureConnect", () => {
      onPhase("open");
    });
  });
};

/** Collects the body up to `maxBytes`; `end` hears how the answer ended, possibly more than once. */
const readBody = (
  response: http.IncomingMessage,
  maxBytes: number,
  end: (answer: HttpAnswer) => void,
): void => {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) end(failed("HTTP_TOO_LARGE", true));
    else chunks.push(chunk);
  });
  response.once("error", () => {
    end(failed("HTTP_CONNECTION", true));
  });
  // "close" without "end" is a body cut short, whatever its length was announced as.
  response.once("close", () => {
    end(failed("HTTP_CONNECTION", true));
  });
  response.once("end", () => {
    const body = Buffer.concat(chunks).toString("utf8");
    const status = response.statusCode ?? 0;
    end({ kind: "answer", status, headers: flatten(response.headers), body });
  });
};

interface Agents {
  readonly plain: http.Agent;
  readonly tls: https.Agent;
}

const open = (agents: Agents, url: URL, options: http.RequestOptions): http.ClientRequest =>
  url.protocol === "https:"
    ? https.request(url, { ...options, agent: agents.tls })
    : http.request(url, { ...options, agent: agents.plain });

/** One exchange without following redirects. `leftMs` is what is left of the deadline. */
const exchange = (
  agents: Agents,
  url: URL,
  request: HttpRequest,
  limits: { readonly leftMs: number; readonly headers: Readonly<Record<string, string>> },
): Promise<HttpAnswer> =>
  new Promise((resolve) => {
    let phase: Phase = "connecting";
    const length = request.body === undefined ? undefined : Buffer.byteLength(request.body);
    const client = open(agents, url, {
      method: request.method,
      headers: {
        ...limits.headers,
        ...(length === undefined ? {} : { "content-length": length.toString() }),
      },
    });
    let ended = false;
    const end = (answer: HttpAnswer): void => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      resolve(answer);
      // A connection with an unread or unwanted rest cannot be used again.
      if (answer.kind === "failed" || REDIRECTS.includes(answer.status)) client.destroy();
    };
    const timer = setTimeout(() => {
      end(failed("HTTP_TIMEOUT", phase === "open"));
    }, limits.leftMs);
    followPhase(client, url.protocol === "https:", (next) => {
      phase = next;
    });
    client.on("error", (error) => {
      end(failed(failureOf(error, phase), phase === "open"));
    });
    client.once("close", () => {
      end(failed("HTTP_CONNECTION", phase === "open"));
    });
    client.once("response", (response) => {
      readBody(response, request.maxBytes, end);
    });
    client.end(request.body);
  });

/** Where a redirect leads, when it may be followed: same scheme, host and port. */
const redirectTarget = (from: URL, reply: HttpReply): URL | null => {
  const to = URL.parse(reply.headers["location"] ?? "", from.href);
  return to !== null && to.origin === from.origin ? to : null;
};

const follow = async (
  agents: Agents,
  request: HttpRequest,
  headers: Readonly<Record<string, string>>,
  { clock, redirects = "same-origin" }: HttpOptions,
): Promise<HttpAnswer> => {
  const endsAtMs = clock.monotonicMs() + request.deadlineMs;
  let url = new URL(request.url);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const leftMs = endsAtMs - clock.monotonicMs();
    if (leftMs <= 0) return failed("HTTP_TIMEOUT", hop > 0);
    const answer = await exchange(agents, url, request, { leftMs, headers });
    if (answer.kind === "failed") return hop > 0 ? { ...answer, sent: true } : answer;
    if (!REDIRECTS.includes(answer.status)) return answer;
    const mayFollow = request.method === "GET" && redirects === "same-origin";
    const target = mayFollow ? redirectTarget(url, answer) : null;
    if (target === null) return failed("HTTP_REDIRECT", true);
    url = target;
  }
  return failed("HTTP_REDIRECT", true);
};

const tellTime = (
  options: HttpOptions,
  request: HttpRequest,
  answer: HttpAnswer,
  tookMs: number,
): void => {
  if (options.onServerTime === undefined || answer.kind === "failed") return;
  // A cache in between answers with the time at which it was filled.
  if (answer.headers["age"] !== undefined) return;
  const dateMs = parseHttpDate(answer.headers["date"] ?? "");
  if (dateMs === null) return;
  options.onServerTime({ source: new URL(request.url).host, dateMs, tookMs });
};

/**
 * Make a client: one deadline and one size limit for each whole exchange, certificates always
 * checked, no proxy, no cookies, redirects only for GET and only inside the same origin.
 */
export const createHttp = (options: HttpOptions): Http => {
  const lookup = options.lookup === undefined ? {} : { lookup: options.lookup };
  const agents: Agents = {
    plain: new http.Agent({ keepAlive: true, timeout: IDLE_MS, ...lookup }),
    tls: new https.Agent({
      keepAlive: true,
      timeout: IDLE_MS,
      rejectUnauthorized: true,
      minVersion: "TLSv1.2",
      ...lookup,
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    }),
  };
  let closed = false;
  return {
    request: async (request) => {
      if (closed) return failed("HTTP_CONNECTION", false);
      const headers = {
        "user-agent": options.userAgent ?? "satriel",
        "accept-encoding": "identity",
        ...request.headers,
      };
      const startedMs = options.clock.monotonicMs();
      try {
        const answer = await follow(agents, request, headers, options);
        tellTime(options, request, answer, options.clock.monotonicMs() - startedMs);
        return answer;
      } catch {
        // Node refuses a malformed address or header before it opens a connection.
        return failed("HTTP_CONNECTION", false);
      }
    },
    close: () => {
      closed = true;
      agents.plain.destroy();
      agents.tls.destroy();
    },
  };
};
