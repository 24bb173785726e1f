/**
 * The payee's server behind an LNURL or a Lightning address (LUD-06, LUD-16). Its address comes out of
 * a scanned code, so that nothing of it is trusted: https only, the public internet only, one address
 * a call, no redirects, and little time and room.
 */
import { judgeInvoice } from "../../domain/destination/invoice.ts";
import type { BitcoinNetwork } from "../../domain/destination/network.ts";
import { readWebAddress } from "../../domain/destination/web-address.ts";
import type { Msat } from "../../domain/money.ts";
import { done, refused, unknown, type Outcome } from "../../domain/outcome.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LnurlPay, LnurlPayTerms } from "../../ports/lnurl.ts";
import type { Log } from "../../ports/log.ts";
import { readInvoice } from "../bolt11.ts";
import { sha256Hex } from "../digest.ts";
import { createHttp, type HttpAnswer, type HttpReply } from "../http.ts";
import { createPublicResolve, type Resolution, type Resolve } from "./public-address.ts";
import { isFailureAnswer, readJson, readRequest, readTerms } from "./wire.ts";

/** What the client is made with. */
export interface LnurlPayOptions {
  readonly network: BitcoinNetwork;
  readonly clock: Clock;
  readonly log: Log;
  /** Where a host is; only addresses of the public internet when absent. */
  readonly resolve?: Resolve;
  /** PEM. When given, the only root that is trusted. */
  readonly ca?: string;
  /** For one answer, its name's look-up included. */
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 5_000;
const MOST_BYTES = 65_536;

/** A call that may be made: name checked, address found, nothing else to be looked up. */
interface Call {
  readonly url: string;
  readonly address: string;
  readonly leftMs: number;
}

const get = async (
  { url, address, leftMs }: Call,
  { clock, ca }: LnurlPayOptions,
): Promise<HttpAnswer> => {
  const family = address.includes(":") ? 6 : 4;
  // One client a call: a connection that is kept could lead elsewhere by the time of the next.
  const http = createHttp({
    clock,
    redirects: "none",
    lookup: (_host, options, give) => {
      if (options.all === true) give(null, [{ address, family }]);
      else give(null, address, family);
    },
    ...(ca === undefined ? {} : { ca }),
  });
  try {
    const headers = { accept: "application/json" };
    const limits = { deadlineMs: leftMs, maxBytes: MOST_BYTES };
    return await http.request({ method: "GET", url, headers, ...limits });
  } finally {
    http.close();
  }
};

const within = async (resolution: Promise<Resolution>, limitMs: number): Promise<Resolution> => {
  const { promise: late, resolve } = Promise.withResolvers<Resolution>();
  const timer = setTimeout(() => resolve({ kind: "unknown" }), limitMs);
  try {
    return await Promise.race([resolution, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** What an answer that is no content comes to; null when it is content. */
const refusalOf = (reply: HttpReply, content: unknown): Outcome<never> | null => {
  if (isFailureAnswer(content)) return refused("LNURL_REFUSED");
  if (reply.status === 429 || reply.status >= 500) return unknown("LNURL_UNREACHABLE");
  if (reply.status >= 400) return refused("LNURL_REFUSED");
  return reply.status === 200 && content !== undefined ? null : refused("LNURL_ANSWER_INVALID");
};

const fetchJson = async (url: string, options: LnurlPayOptions): Promise<Outcome<unknown>> => {
  const { clock, log, deadlineMs = DEADLINE_MS, resolve = createPublicResolve() } = options;
  const target = readWebAddress(url);
  if (target === null) return refused("LNURL_ADDRESS_FORBIDDEN");
  const { domain } = target;
  const endsAtMs = clock.monotonicMs() + deadlineMs;
  const found = await within(resolve(domain), deadlineMs);
  if (found.kind === "forbidden") {
    log.warn({ domain }, "a payee's server is not on the public internet: not asked");
    return refused("LNURL_ADDRESS_FORBIDDEN");
  }
  if (found.kind === "unknown") return unknown("LNURL_UNREACHABLE");
  const leftMs = Math.max(1, endsAtMs - clock.monotonicMs());
  const reply = await get({ url: target.url, address: found.address, leftMs }, options);
  if (reply.kind === "failed") {
    log.warn({ domain, code: reply.code }, "a payee's server gave no answer that is taken");
    const isAnswer = reply.code === "HTTP_TOO_LARGE" || reply.code === "HTTP_REDIRECT";
    return isAnswer ? refused("LNURL_ANSWER_INVALID") : unknown("LNURL_UNREACHABLE");
  }
  const content = readJson(reply.body);
  return refusalOf(reply, content) ?? done(content);
};

/** What is wrong with the invoice, for the log; null when it is the one agreed on. */
const faultOf = (
  request: string,
  { terms, amountMsat }: { readonly terms: LnurlPayTerms; readonly amountMsat: Msat },
  { network, clock }: LnurlPayOptions,
): string | null => {
  const invoice = readInvoice(request);
  if (typeof invoice === "string") return invoice;
  if (invoice.amountMsat !== amountMsat) return "amount";
  if (invoice.descriptionHash !== sha256Hex(terms.metadata)) {
    return "description-hash";
  }
  return judgeInvoice(invoice, { network, nowMs: clock.nowMs() });
};

/** The port over HTTPS. */
export const createLnurlPay = (options: LnurlPayOptions): LnurlPay => ({
  fetchTerms: async (url) => {
    const answer = await fetchJson(url, options);
    if (answer.kind !== "done") return answer;
    const terms = readTerms(answer.value, readWebAddress(url)?.domain ?? "");
    return typeof terms === "string" ? refused(terms) : done(terms);
  },
  fetchInvoice: async (terms, amountMsat) => {
    if (amountMsat < terms.minMsat || amountMsat > terms.maxMsat) {
      return refused("LNURL_AMOUNT_OUT_OF_RANGE");
    }
    const joint = terms.callback.includes("?") ? "&" : "?";
    const answer = await fetchJson(`${terms.callback}${joint}amount=${amountMsat}`, options);
    if (answer.kind !== "done") return answer;
    const request = readRequest(answer.value);
    if (request === null) return refused("LNURL_ANSWER_INVALID");
    const fault = faultOf(request, { terms, amountMsat }, options);
    if (fault === null) return done({ request });
    options.log.warn({ domain: terms.domain, fault }, "a payee's server sent another invoice");
    return refused("LNURL_INVOICE_WRONG");
  },
});
