import { describe, expect, it } from "vitest";

import type { HttpAnswer } from "../../main/adapters/http.ts";
import { classifyMoneyAnswer } from "../../main/adapters/money-answer.ts";

const rules = {
  prefix: "RAIL",
  refusalOf: ({ status, body }: { status: number; body: string }) =>
    status === 400 && body === "no" ? "DOCUMENTED" : null,
};

const reply = (
  status: number,
  override: { body?: string; headers?: Record<string, string> } = {},
): HttpAnswer => ({ kind: "answer", status, headers: {}, body: "", ...override });

describe("the outcome of an answer", () => {
  it.each([
    [400, "no", { kind: "refused", code: "DOCUMENTED" }],
    [400, "other", { kind: "unknown", code: "RAIL_ANSWER_UNEXPECTED" }],
    [401, "no", { kind: "unknown", code: "RAIL_UNAUTHORISED" }],
    [403, "no", { kind: "unknown", code: "RAIL_UNAUTHORISED" }],
    [404, "no", { kind: "unknown", code: "RAIL_ANSWER_UNEXPECTED" }],
    [408, "no", { kind: "unknown", code: "RAIL_TIMEOUT" }],
    [409, "no", { kind: "unknown", code: "RAIL_IN_PROGRESS" }],
    [422, "no", { kind: "unknown", code: "RAIL_ANSWER_UNEXPECTED" }],
    [429, "no", { kind: "unknown", code: "RAIL_BUSY" }],
    [500, "no", { kind: "unknown", code: "RAIL_SERVER_ERROR" }],
    [502, "no", { kind: "unknown", code: "RAIL_SERVER_ERROR" }],
    [503, "no", { kind: "unknown", code: "RAIL_UNAVAILABLE" }],
    [599, "no", { kind: "unknown", code: "RAIL_SERVER_ERROR" }],
    [201, "no", { kind: "unknown", code: "RAIL_ANSWER_UNEXPECTED" }],
    [202, "no", { kind: "unknown", code: "RAIL_ANSWER_UNEXPECTED" }],
    [204, "no", { kind: "unknown", code: "RAIL_ANSWER_UNEXPECTED" }],
    [304, "no", { kind: "unknown", code: "RAIL_ANSWER_UNEXPECTED" }],
  ])("%i with the body %s", (status, body, outcome) => {
    expect(classifyMoneyAnswer(reply(status, { body }), rules)).toEqual(outcome);
  });

  it("of a 200 is that it can be read", () => {
    const answer = reply(200, { body: "yes" });
    expect(classifyMoneyAnswer(answer, rules)).toEqual({ kind: "done", value: answer });
  });

  it.each([
    ["HTTP_TIMEOUT", true, "RAIL_TIMEOUT"],
    ["HTTP_CONNECTION", true, "RAIL_CONNECTION"],
    ["HTTP_TOO_LARGE", true, "RAIL_TOO_LARGE"],
    ["HTTP_REDIRECT", true, "RAIL_REDIRECT"],
    ["HTTP_TIMEOUT", false, "RAIL_NOT_SENT"],
    ["HTTP_CONNECTION", false, "RAIL_NOT_SENT"],
    ["HTTP_TLS", false, "RAIL_NOT_SENT"],
  ] as const)("of no answer, %s with sent %s, is unknown", (code, sent, expected) => {
    expect(classifyMoneyAnswer({ kind: "failed", code, sent }, rules)).toEqual({
      kind: "unknown",
      code: expected,
    });
  });
});

describe("Retry-After", () => {
  it.each([
    ["0", 0],
    ["7", 7_000],
    ["3600", 3_600_000],
    ["3601", 3_600_000],
    ["999999999", 3_600_000],
    ["-1", undefined],
    ["1.5", undefined],
    ["", undefined],
    ["soon", undefined],
    ["Fri, 31 Dec 1999 23:59:59 GMT", undefined],
  ])("%s is %s ms", (text, ms) => {
    for (const status of [429, 500, 503]) {
      const outcome = classifyMoneyAnswer(
        reply(status, { headers: { "retry-after": text } }),
        rules,
      );
      expect(outcome.kind === "unknown" ? outcome.retryAfterMs : "none").toBe(ms);
    }
  });
});
