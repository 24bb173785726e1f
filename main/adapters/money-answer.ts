import { done, refused, unknown } from "../domain/outcome.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { HttpAnswer, HttpReply } from "./http.ts";

/** What a remote that moves money documents about its answers. */
export interface MoneyRules {
  /** First word of the codes: `RAIL` gives `RAIL_TIMEOUT`. */
  readonly prefix: string;
  /**
   * The stable code when the remote documents this 4xx as "not done, and never will be"; null for
   * any other, whatever it looks like.
   */
  readonly refusalOf: (reply: HttpReply) => string | null;
}

/** Longer waits are not obeyed: a remote must not be able to park money for days. */
const MAX_RETRY_AFTER_SECONDS = 3_600;

/** `Retry-After` in its form of whole seconds, RFC 9110 10.2.3; the form of a date is not used. */
const retryAfterMs = (reply: HttpReply): number | undefined => {
  const text = reply.headers["retry-after"] ?? "";
  if (!/^\d{1,9}$/.test(text)) return undefined;
  return Math.min(Number(text), MAX_RETRY_AFTER_SECONDS) * 1_000;
};

/** Statuses whose meaning is the same at every remote: none of them proves anything. */
const UNPROVEN: Readonly<Record<number, string>> = {
  401: "UNAUTHORISED",
  403: "UNAUTHORISED",
  408: "TIMEOUT",
  409: "IN_PROGRESS",
  429: "BUSY",
  503: "UNAVAILABLE",
};

const withoutReply = (code: string, sent: boolean): string => {
  if (!sent) return "NOT_SENT";
  return code === "HTTP_TIMEOUT" ? "TIMEOUT" : code.replace("HTTP_", "");
};

/**
 * Read an answer as one of the three outcomes. `done` means only that the remote answered 200: its
 * body is still to be read. Codes of `unknown`, after the prefix: `TIMEOUT`, `CONNECTION`,
 * `TOO_LARGE`, `REDIRECT`, `NOT_SENT` (the remote was not reached at all), `UNAUTHORISED`,
 * `IN_PROGRESS`, `BUSY`, `UNAVAILABLE`, `SERVER_ERROR` and `ANSWER_UNEXPECTED`.
 */
export const classifyMoneyAnswer = (answer: HttpAnswer, rules: MoneyRules): Outcome<HttpReply> => {
  const unproven = (code: string, afterMs?: number): Outcome<never> =>
    unknown(`${rules.prefix}_${code}`, afterMs);
  if (answer.kind === "failed") return unproven(withoutReply(answer.code, answer.sent));
  if (answer.status === 200) return done(answer);
  const code = UNPROVEN[answer.status];
  if (code !== undefined) return unproven(code, retryAfterMs(answer));
  if (answer.status >= 500) return unproven("SERVER_ERROR", retryAfterMs(answer));
  const refusal = answer.status >= 400 ? rules.refusalOf(answer) : null;
  return refusal === null ? unproven("ANSWER_UNEXPECTED") : refused(refusal);
};
