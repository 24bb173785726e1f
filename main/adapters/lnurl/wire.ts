import { z } from "zod";
import { readWebAddress } from "../../domain/destination/web-address.ts";
import { msat } from "../../domain/money.ts";
import type { LnurlPayTerms } from "../../ports/lnurl.ts";

const failure = z.looseObject({ status: z.string().regex(/^error$/i) });
const tagged = z.looseObject({ tag: z.string() });
const amount = z.int().positive();
const payRequest = z.looseObject({
  callback: z.string(),
  minSendable: amount,
  maxSendable: amount,
  metadata: z.string(),
});
const entries = z.array(z.array(z.unknown()).min(1));
const invoice = z.looseObject({ pr: z.string().min(1).max(7_089) });

/** The answer's body as JSON; undefined when it is none. */
export const readJson = (body: string): unknown => {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
};

/** `{"status": "ERROR"}`; its `reason` is a stranger's text, and goes nowhere. */
export const isFailureAnswer = (answer: unknown): boolean => failure.safeParse(answer).success;

const MOST_WORDS = 200;

/** The one `text/plain` entry, as one line; null when there is none, or more than one. */
const descriptionOf = (metadata: string): string | null => {
  const parsed = entries.safeParse(readJson(metadata));
  if (!parsed.success) return null;
  const plain = parsed.data.filter(([type]) => type === "text/plain");
  const text = plain[0]?.[1];
  if (plain.length !== 1 || typeof text !== "string") return null;
  return text
    .replace(/[\p{C}\p{Z}]+/gu, " ")
    .trim()
    .slice(0, MOST_WORDS);
};

/** LUD-06, first answer; the code of the refusal when it is not one that can be paid. */
export const readTerms = (
  answer: unknown,
  domain: string,
): LnurlPayTerms | "LNURL_NOT_PAY" | "LNURL_ANSWER_INVALID" => {
  const tag = tagged.safeParse(answer);
  if (tag.success && tag.data.tag !== "payRequest") return "LNURL_NOT_PAY";
  const parsed = payRequest.safeParse(answer);
  if (!tag.success || !parsed.success) return "LNURL_ANSWER_INVALID";
  const { callback, minSendable, maxSendable, metadata } = parsed.data;
  const description = descriptionOf(metadata);
  const target = readWebAddress(callback);
  if (minSendable > maxSendable || description === null || target === null) {
    return "LNURL_ANSWER_INVALID";
  }
  return {
    domain,
    callback: target.url,
    minMsat: msat(BigInt(minSendable)),
    maxMsat: msat(BigInt(maxSendable)),
    metadata,
    description,
  };
};

/** LUD-06, second answer: the BOLT 11 text, in lower case; null when there is none. */
export const readRequest = (answer: unknown): string | null => {
  const parsed = invoice.safeParse(answer);
  return parsed.success ? parsed.data.pr.trim().toLowerCase() : null;
};
