import { describe, expect, it } from "vitest";

import { formatInstant } from "../../../main/adapters/rail/instant.ts";
import { readStatement } from "../../../main/adapters/rail/wire.ts";
import type { StatementLine } from "../../../main/domain/day-close/item.ts";
import { fiat, parseFiat } from "../../../main/domain/money.ts";
import type { PayoutKey } from "../../../main/domain/swap.ts";
import type { Http } from "../../../main/adapters/http.ts";
import type { StatementPage } from "../../../main/ports/payout-rail.ts";
import type { RailFault } from "../../../sandbox/rail/faults.ts";
import { key, makeOrder, useWorld, type World } from "./support.ts";

const start = useWorld();
const START_MS = Date.parse("2026-03-15T09:26:53.589Z");
const DAY = { fromMs: START_MS - 3_600_000, untilMs: START_MS + 3_600_000, cursor: null };

const valueOf = async (answer: ReturnType<World["rail"]["statement"]>): Promise<StatementPage> => {
  const outcome = await answer;
  if (outcome.kind !== "done") throw new Error(outcome.code);
  return outcome.value;
};

const keyOf = (index: number): PayoutKey => index.toString(16).padStart(64, "0") as PayoutKey;

/** Payouts a second apart, under keys 1, 2, 3 and so on. */
const pay = async ({ rail, time }: World, count: number): Promise<void> => {
  for (let index = 1; index <= count; index += 1) {
    time.nowMs = START_MS + index * 1_000;
    await rail.submitPayout(makeOrder({ key: keyOf(index) }));
  }
};

describe("the statement", () => {
  it("has every credit of its span with key, amount, time and the rail's reference", async () => {
    const world = await start();
    const paid = await world.rail.submitPayout(makeOrder({ amount: parseFiat("USD", "12.50") }));
    if (paid.kind !== "done") throw new Error("not paid");
    world.server.setFault("refused");
    await world.rail.submitPayout(makeOrder({ key: key("b") }));
    world.server.setFault("pending-then-paid");
    await world.rail.submitPayout(makeOrder({ key: key("c") }));
    expect(await valueOf(world.rail.statement(DAY))).toEqual({
      lines: [
        {
          key: key("a"),
          amount: fiat("USD", 1_250n),
          reference: paid.value.reference,
          paidAtMs: START_MS,
        },
      ],
      completeUntilMs: START_MS,
      nextCursor: null,
    });
  });

  it("holds what begins its span and not what begins the next", async () => {
    const world = await start();
    await pay(world, 3);
    const page = await valueOf(
      world.rail.statement({ fromMs: START_MS + 2_000, untilMs: START_MS + 3_000, cursor: null }),
    );
    expect(page.lines.map(({ key: of }) => of)).toEqual([keyOf(2)]);
  });

  it("comes in pages that together have every line once", async () => {
    const world = await start();
    await pay(world, 45);
    const lines: StatementLine[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const page: StatementPage = await valueOf(world.rail.statement({ ...DAY, cursor }));
      lines.push(...page.lines);
      cursor = page.nextCursor;
      pages += 1;
    } while (cursor !== null);
    expect(pages).toBe(3);
    expect(lines.map(({ key: of }) => of)).toEqual(
      Array.from({ length: 45 }, (_, index) => keyOf(index + 1)),
    );
  });

  it("says up to when it is complete, and lists later what a query cannot find yet", async () => {
    const world = await start();
    world.server.setSettings({ consistencyMs: 90_000 });
    await world.rail.submitPayout(makeOrder());
    const early = await valueOf(world.rail.statement(DAY));
    expect(early).toEqual({ lines: [], completeUntilMs: START_MS - 90_000, nextCursor: null });
    world.time.nowMs += 90_000;
    const late = await valueOf(world.rail.statement(DAY));
    expect(late.lines).toHaveLength(1);
    expect(late.completeUntilMs).toBe(START_MS);
  });

  it.each<[RailFault, readonly (readonly [PayoutKey | "foreign", bigint])[]]>([
    ["statement-without-line", [[keyOf(1), 12_000n]]],
    [
      "statement-line-twice",
      [
        [keyOf(1), 12_000n],
        [keyOf(2), 12_000n],
        [keyOf(2), 12_000n],
      ],
    ],
    [
      "statement-wrong-amount",
      [
        [keyOf(1), 12_000n],
        [keyOf(2), 12_001n],
      ],
    ],
    [
      "statement-foreign-line",
      [
        [keyOf(1), 12_000n],
        [keyOf(2), 12_000n],
        ["foreign", 4_100n],
      ],
    ],
  ])("%s: differs once, and the orders do not meet it", async (fault, expected) => {
    const world = await start();
    await pay(world, 1);
    world.server.setFault(fault);
    await pay(world, 2);
    const wrong = await valueOf(world.rail.statement(DAY));
    expect(
      wrong.lines.map(({ key: of, amount }) => [
        [keyOf(1), keyOf(2)].includes(of) ? of : "foreign",
        amount.minor,
      ]),
    ).toEqual(expected);
    const right = await valueOf(world.rail.statement(DAY));
    expect(right.lines.map(({ key: of }) => of)).toEqual([keyOf(1), keyOf(2)]);
  });

  it("is refused when the rail says that the question is malformed", async () => {
    const world = await start();
    expect(await world.rail.statement({ ...DAY, cursor: "nothing" })).toEqual({
      kind: "refused",
      code: "REQUEST_INVALID",
    });
    expect(await world.rail.statement({ ...DAY, untilMs: DAY.fromMs - 1 })).toEqual({
      kind: "refused",
      code: "REQUEST_INVALID",
    });
  });

  it.each<[RailFault, string]>([
    ["busy", "RAIL_BUSY"],
    ["unavailable", "RAIL_UNAVAILABLE"],
  ])("proves nothing when the rail is %s", async (fault, code) => {
    const world = await start();
    world.server.setFault(fault);
    expect(await world.rail.statement(DAY)).toMatchObject({ kind: "unknown", code });
  });
});

const LINE = {
  key: key("a"),
  currency: "KHR",
  amount: "12000",
  reference: "P-1",
  railReference: "FT1",
  paidAt: "2026-03-15T09:26:54Z",
};
const PAGE = { lines: [LINE], completeUntil: "2026-03-15T10:00:00Z" };

/** A rail that answers 200 with this body. */
const answering = (world: World, body: unknown): World["rail"] => {
  const http: Http = {
    ...world.http,
    request: async () =>
      Promise.resolve({
        kind: "answer",
        status: 200,
        headers: { "rail-environment": "sandbox" },
        body: JSON.stringify(body),
      }),
  };
  return world.client({ http });
};

describe("a page that cannot be right", () => {
  const early = { ...LINE, paidAt: "2026-03-15T01:00:00Z" };
  const late = { ...LINE, paidAt: "2026-03-15T11:00:00Z" };
  it.each<[string, unknown, string]>([
    ["a line before the span", { ...PAGE, lines: [early] }, "RAIL_ANSWER_MISMATCH"],
    ["a line after the span", { ...PAGE, lines: [late] }, "RAIL_ANSWER_MISMATCH"],
    [
      "lines out of order",
      { ...PAGE, lines: [{ ...LINE, paidAt: "2026-03-15T09:30:00Z" }, LINE] },
      "RAIL_ANSWER_MISMATCH",
    ],
    ["the same cursor again", { ...PAGE, nextCursor: "c20" }, "RAIL_ANSWER_MISMATCH"],
    ["riel with cents", { ...PAGE, lines: [{ ...LINE, amount: "1.00" }] }, "RAIL_ANSWER_INVALID"],
    ["no such day", { ...PAGE, completeUntil: "2026-02-30T00:00:00Z" }, "RAIL_ANSWER_INVALID"],
    ["no lines", { completeUntil: PAGE.completeUntil }, "RAIL_ANSWER_INVALID"],
  ])("%s proves nothing", async (_, body, code) => {
    const rail = answering(await start(), body);
    expect(await rail.statement({ ...DAY, cursor: "c20" })).toEqual({ kind: "unknown", code });
  });

  it("names the field, and is read when it is right", () => {
    expect(readStatement(JSON.stringify({ ...PAGE, lines: [{ ...LINE, key: "A" }] }))).toEqual({
      ok: false,
      field: "lines.0.key",
    });
    expect(readStatement(JSON.stringify({ ...PAGE, more: 1, nextCursor: "c1" }))).toMatchObject({
      ok: true,
      value: { nextCursor: "c1" },
    });
  });
});

describe("a time on the wire", () => {
  it.each([0, START_MS, Date.UTC(2024, 1, 29, 23, 59, 59, 999), Date.UTC(9999, 11, 31)])(
    "%i is written as the calendar has it",
    (atMs) => {
      expect(formatInstant(atMs)).toBe(new Date(atMs).toISOString());
    },
  );
});
