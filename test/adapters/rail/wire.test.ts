import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { parseInstant } from "../../../main/adapters/rail/instant.ts";
import {
  readAccount,
  readConsistencyMs,
  readErrorCode,
  readFloat,
  readPayout,
  writeOrder,
} from "../../../main/adapters/rail/wire.ts";
import { fiat } from "../../../main/domain/money.ts";
import { key, makeOrder, SHOP_KHQR, useWorld } from "./support.ts";

describe("a time", () => {
  it("is read as the calendar has it, for every moment from 1970 to 9999", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 11, 31, 23, 59, 59, 999) }), (atMs) => {
        expect(parseInstant(new Date(atMs).toISOString())).toBe(atMs);
      }),
    );
  });

  it.each([
    ["2024-02-29T00:00:00Z", Date.UTC(2024, 1, 29)],
    ["2000-02-29T23:59:59.5Z", Date.UTC(2000, 1, 29, 23, 59, 59, 500)],
    ["2026-12-31T23:59:59.12Z", Date.UTC(2026, 11, 31, 23, 59, 59, 120)],
    ["2026-02-29T00:00:00Z", null],
    ["2100-02-29T00:00:00Z", null],
    ["2026-04-31T00:00:00Z", null],
    ["2026-00-01T00:00:00Z", null],
    ["2026-13-01T00:00:00Z", null],
    ["2026-01-00T00:00:00Z", null],
    ["2026-01-01T24:00:00Z", null],
    ["2026-01-01T00:60:00Z", null],
    ["2026-06-30T23:59:60Z", null],
    ["1969-12-31T23:59:59Z", null],
    ["2026-01-01T00:00:00+07:00", null],
    ["2026-01-01T00:00:00z", null],
    ["2026-01-01T00:00:00", null],
    ["2026-01-01T00:00:00.1234Z", null],
    ["2026-01-01", null],
    [" 2026-01-01T00:00:00Z", null],
  ])("%s is %s", (text, atMs) => {
    expect(parseInstant(text)).toBe(atMs);
  });
});

const paid = {
  status: "paid",
  key: key("a"),
  khqr: SHOP_KHQR,
  currency: "USD",
  amount: "12.50",
  reference: "P-1",
  createdAt: "2026-03-15T09:26:53Z",
  railReference: "FT1",
  paidAt: "2026-03-15T09:26:54.5Z",
};
const failed = {
  ...paid,
  status: "failed",
  failure: { code: "ACCOUNT_CLOSED", message: "closed" },
  failedAt: paid.paidAt,
};

/** A payout's answer with some of its fields changed, or taken out by `undefined`. */
const text = (base: object, override: object = {}): string =>
  JSON.stringify({ ...base, ...override });

describe("a payout", () => {
  it("that is paid has a proof and an amount", () => {
    expect(readPayout(text(paid, { added: "later" }))).toEqual({
      ok: true,
      value: {
        key: key("a"),
        khqr: SHOP_KHQR,
        reference: "P-1",
        amount: fiat("USD", 1_250n),
        status: {
          kind: "paid",
          payout: { reference: "FT1", paidAtMs: Date.UTC(2026, 2, 15, 9, 26, 54, 500) },
          amount: fiat("USD", 1_250n),
        },
      },
    });
  });

  it.each([
    ["failed", failed, { kind: "failed", code: "ACCOUNT_CLOSED" }],
    ["pending", { ...paid, status: "pending" }, { kind: "pending" }],
  ])("that is %s", (_, wire, status) => {
    expect(readPayout(text(wire))).toMatchObject({ ok: true, value: { status } });
  });

  it.each(Object.keys(paid))("without %s names the field", (field) => {
    expect(readPayout(text(paid, { [field]: undefined }))).toEqual({ ok: false, field });
  });

  it.each([
    ["failure", failed, { failure: undefined }, "failure"],
    ["failure code", failed, { failure: { message: "" } }, "failure.code"],
    [
      "failure code of another form",
      failed,
      { failure: { code: "closed", message: "" } },
      "failure.code",
    ],
    ["status of its own", paid, { status: "settled" }, "status"],
    ["number for an amount", paid, { amount: 12.5 }, "amount"],
    ["dollar amount without cents", paid, { amount: "12" }, "amount"],
    ["dollar amount with one decimal", paid, { amount: "12.5" }, "amount"],
    ["riel amount with decimals", paid, { currency: "KHR", amount: "12.00" }, "amount"],
    ["amount with a leading zero", paid, { amount: "012.50" }, "amount"],
    ["signed amount", paid, { amount: "-12.50" }, "amount"],
    ["amount with group marks", paid, { amount: "1,250.00" }, "amount"],
    ["third currency", paid, { currency: "THB" }, "currency"],
    ["day that does not exist", paid, { paidAt: "2026-02-30T00:00:00Z" }, "paidAt"],
    ["time with an offset", paid, { paidAt: "2026-03-15T16:26:54+07:00" }, "paidAt"],
    ["reference with an escape character", paid, { railReference: "a\u001b@" }, "railReference"],
    ["shorter key", paid, { key: "aa" }, "key"],
  ])("with a %s is not believed", (_, base, override, field) => {
    expect(readPayout(text(base, override))).toEqual({ ok: false, field });
  });

  it.each(["", "{", "null", "[]", '"paid"', "<html>"])("is not what %s is", (body) => {
    expect(readPayout(body)).toMatchObject({ ok: false });
  });
});

describe("other answers", () => {
  it("name the field that is wrong", () => {
    expect(readAccount('{"name":"A","bank":"B","currencies":[]}')).toEqual({
      ok: false,
      field: "currencies",
    });
    expect(readAccount('{"name":"A","bank":"B","currencies":["KHR","THB"]}')).toEqual({
      ok: false,
      field: "currencies.1",
    });
    expect(readFloat('{"currency":"KHR","amount":"1.00","asOf":"2026-03-15T09:26:53Z"}')).toEqual({
      ok: false,
      field: "amount",
    });
    expect(readFloat('{"currency":"KHR","amount":"1"}')).toEqual({ ok: false, field: "asOf" });
    expect(readConsistencyMs('{"code":"PAYOUT_NOT_FOUND","message":""}')).toEqual({
      ok: false,
      field: "consistencyWindowSeconds",
    });
    expect(
      readConsistencyMs('{"code":"NOT_FOUND","message":"","consistencyWindowSeconds":9}'),
    ).toEqual({ ok: false, field: "code" });
    expect(readErrorCode("<html>404</html>")).toBeNull();
  });
});

describe("an order", () => {
  it("is written in the one form its currency has, the same each time", () => {
    expect(writeOrder(makeOrder({ khqr: "K", amount: fiat("USD", 5n) }))).toBe(
      '{"khqr":"K","currency":"USD","amount":"0.05","reference":"P-aaaaaaaaaaaaaaaa"}',
    );
    expect(JSON.parse(writeOrder(makeOrder()))).toMatchObject({ currency: "KHR", amount: "12000" });
  });
});

const start = useWorld();

describe("the client", () => {
  it("refuses an address that is not https", async () => {
    const { client } = await start();
    for (const baseUrl of ["http://127.0.0.1", "rail.example", ""]) {
      expect(() => client({ baseUrl })).toThrow(
        expect.objectContaining({ code: "RAIL_URL_INVALID" }) as Error,
      );
    }
  });

  it("keeps a path that stands before the calls", async () => {
    const { client, exchanges, server } = await start();
    await client({ baseUrl: `${server.url}/rail/` }).float("KHR");
    expect(exchanges[0]?.request.url).toBe(`${server.url}/rail/v1/float/KHR`);
  });

  const answering = (override: object, headers = { "rail-environment": "sandbox" }) => ({
    http: {
      request: () =>
        Promise.resolve({
          kind: "answer" as const,
          status: 200,
          headers,
          body: text({ ...paid, ...(JSON.parse(writeOrder(makeOrder())) as object), ...override }),
        }),
      close: () => undefined,
    },
  });

  it.each([
    ["key", { key: key("b") }],
    ["khqr", { khqr: "another" }],
    ["currency", { currency: "USD", amount: "120.00" }],
    ["amount", { amount: "12001" }],
    ["reference", { reference: "another" }],
  ])(
    "F37: does not believe a payout with another %s, whatever its status",
    async (field, override) => {
      const { client, logged } = await start();
      for (const status of ["paid", "failed", "pending"]) {
        const rest = { status, failure: failed.failure, failedAt: failed.failedAt };
        expect(await client(answering({ ...rest, ...override })).submitPayout(makeOrder())).toEqual(
          {
            kind: "unknown",
            code: "RAIL_ANSWER_MISMATCH",
          },
        );
        expect(logged.at(-1)).toContain(`"field":"${field}"`);
      }
    },
  );

  it("does not believe a query's answer about another key, or a float in another currency", async () => {
    const { client } = await start();
    const mismatch = { kind: "unknown", code: "RAIL_ANSWER_MISMATCH" };
    expect(await client(answering({ key: key("b") })).queryPayout(key("a"))).toEqual(mismatch);
    const float = answering({ asOf: paid.paidAt });
    expect(await client(float).float("KHR")).toMatchObject({ kind: "done" });
    expect(await client(float).float("USD")).toEqual(mismatch);
  });

  it.each([
    ["another environment", { "rail-environment": "live" }],
    ["no environment", {}],
  ])("F43: does not believe an answer of %s", async (_, headers) => {
    const { client } = await start();
    const rail = client(answering({}, headers as { "rail-environment": string }));
    expect(await rail.submitPayout(makeOrder())).toEqual({
      kind: "unknown",
      code: "RAIL_ENVIRONMENT_MISMATCH",
    });
  });

  it("names the missing field in the log, and nothing of the payee", async () => {
    const { client, logged } = await start();
    expect(await client(answering({ paidAt: undefined })).submitPayout(makeOrder())).toEqual({
      kind: "unknown",
      code: "RAIL_ANSWER_INVALID",
    });
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('"field":"paidAt"');
    expect(logged[0]).not.toContain(SHOP_KHQR);
  });
});
