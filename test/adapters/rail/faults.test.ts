import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { fiat, parseFiat } from "../../../main/domain/money.ts";
import { createCertificate } from "../../../sandbox/certificate.ts";
import type { RailFault } from "../../../sandbox/rail/faults.ts";
import { createRailServer } from "../../../sandbox/rail/server.ts";
import {
  type Exchange,
  IMPATIENT,
  key,
  makeOrder,
  SHOP_ID,
  SHOP_KHQR,
  TOKEN,
  useWorld,
} from "./support.ts";

const start = useWorld();

/** What the rail answered, in order. */
const statuses = (exchanges: readonly Exchange[]): readonly (number | string)[] =>
  exchanges.map(({ answer }) => (answer.kind === "answer" ? answer.status : answer.code));

const PAID = {
  kind: "done",
  value: {
    reference: expect.stringMatching(/^SBX[0-9A-F]{12}$/) as string,
    paidAtMs: 1_773_566_813_589,
  },
};

describe("a payout without a fault", () => {
  it("is paid once, to the account of the code, however often it is sent", async () => {
    const { server, rail } = await start();
    const first = await rail.submitPayout(makeOrder());
    expect(first).toEqual(PAID);
    expect(await rail.submitPayout(makeOrder())).toEqual(first);
    expect(await rail.queryPayout(key("a"))).toEqual({
      kind: "done",
      value: {
        kind: "paid",
        payout: first.kind === "done" ? first.value : null,
        amount: fiat("KHR", 12_000n),
      },
    });
    expect(server.attemptsOf(key("a"))).toBe(2);
    expect(server.payoutsOf(key("a"))).toBe(1);
    expect(server.credits()).toEqual([
      {
        key: key("a"),
        accountId: SHOP_ID,
        currency: "KHR",
        amount: "12000",
        reference: "P-aaaaaaaaaaaaaaaa",
        railReference: first.kind === "done" ? first.value.reference : "",
        atMs: 1_773_566_813_589,
      },
    ]);
    expect(server.state().accounts[0]?.balances).toEqual({ KHR: "12000", USD: "0.00" });
  });

  it("is paid once when twenty copies arrive together", async () => {
    const { server, rail } = await start();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => rail.submitPayout(makeOrder())),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toEqual(PAID);
    expect(server.attemptsOf(key("a"))).toBe(20);
    expect(server.payoutsOf(key("a"))).toBe(1);
  });

  it("lowers the float by its amount, in its currency", async () => {
    const { rail } = await start();
    await rail.submitPayout(makeOrder({ amount: parseFiat("USD", "12.50") }));
    expect(await rail.float("USD")).toEqual({ kind: "done", value: fiat("USD", 998_750n) });
    expect(await rail.float("KHR")).toEqual({ kind: "done", value: fiat("KHR", 40_000_000n) });
  });
});

describe("an outcome that is not known", () => {
  it.each<[RailFault, string]>([
    ["timeout-but-happens", "RAIL_TIMEOUT"],
    ["error-500-but-happens", "RAIL_SERVER_ERROR"],
  ])("F32 %s: the same key finds the one payout", async (fault, code) => {
    const { server, rail, client } = await start();
    server.setFault(fault);
    const first = await client({ deadlines: IMPATIENT }).submitPayout(makeOrder());
    expect(first).toEqual({ kind: "unknown", code });
    expect(server.payoutsOf(key("a"))).toBe(1);
    expect(await rail.queryPayout(key("a"))).toMatchObject({ value: { kind: "paid" } });
    expect(await rail.submitPayout(makeOrder())).toEqual(PAID);
    expect(server.payoutsOf(key("a"))).toBe(1);
  });

  it.each<[RailFault, string]>([
    ["timeout-and-does-not-happen", "RAIL_TIMEOUT"],
    ["error-500-and-does-not-happen", "RAIL_SERVER_ERROR"],
    ["in-progress", "RAIL_IN_PROGRESS"],
  ])("F33 %s: the same key, sent again, is paid once", async (fault, code) => {
    const { server, rail, client } = await start();
    server.setFault(fault);
    const first = await client({ deadlines: IMPATIENT }).submitPayout(makeOrder());
    expect(first).toEqual({ kind: "unknown", code });
    expect(server.payoutsOf(key("a"))).toBe(0);
    expect(await rail.queryPayout(key("a"))).toEqual({
      kind: "done",
      value: { kind: "not-found" },
    });
    expect(await rail.submitPayout(makeOrder())).toEqual(PAID);
    expect(server.payoutsOf(key("a"))).toBe(1);
  });

  it("F34: 500, then not found for 90 s, then paid; at no time refused", async () => {
    const { server, rail, time } = await start();
    server.setSettings({ consistencyMs: 90_000 });
    server.setFault("error-500-but-happens");
    expect(await rail.submitPayout(makeOrder())).toMatchObject({ kind: "unknown" });
    const notFound = { kind: "done", value: { kind: "not-found" } };
    expect(await rail.queryPayout(key("a"))).toEqual(notFound);
    time.nowMs += 89_999;
    expect(await rail.queryPayout(key("a"))).toEqual(notFound);
    time.nowMs += 1;
    expect(await rail.queryPayout(key("a"))).toMatchObject({ value: { kind: "paid" } });
    expect(server.payoutsOf(key("a"))).toBe(1);
  });

  it("F34: not found means nothing when the rail lags for longer than the swaps wait", async () => {
    const { server, client, logged } = await start();
    server.setSettings({ consistencyMs: 60_001 });
    const rail = client({ consistencyMs: 60_000 });
    expect(await rail.queryPayout(key("a"))).toEqual({
      kind: "unknown",
      code: "RAIL_WINDOW_TOO_LONG",
    });
    expect(logged).toHaveLength(1);
  });

  it("F41: a rail that is down is unknown, and paid once when it is back", async () => {
    const { server, rail } = await start();
    server.setFault("down", "sticky");
    expect(await rail.submitPayout(makeOrder())).toEqual({
      kind: "unknown",
      code: "RAIL_NOT_SENT",
    });
    expect(await rail.queryPayout(key("a"))).toMatchObject({ kind: "unknown" });
    expect(await rail.lookUpAccount(SHOP_KHQR)).toMatchObject({ kind: "unknown" });
    expect(await rail.float("KHR")).toMatchObject({ kind: "unknown" });
    server.setFault("none");
    expect(await rail.submitPayout(makeOrder())).toEqual(PAID);
    expect(server.payoutsOf(key("a"))).toBe(1);
  });

  it("a connection that breaks after the order went out is not the same as one that never was", async () => {
    const { server, rail } = await start();
    server.setFault("down", "once");
    expect(await rail.submitPayout(makeOrder())).toEqual({
      kind: "unknown",
      code: "RAIL_CONNECTION",
    });
  });

  it.each<[RailFault, string]>([
    ["busy", "RAIL_BUSY"],
    ["unavailable", "RAIL_UNAVAILABLE"],
  ])("F41 %s: says how long to wait, for every call", async (fault, code) => {
    const { server, rail } = await start();
    server.setFault(fault, "sticky");
    const waits = { kind: "unknown", code, retryAfterMs: 7_000 };
    expect(await rail.submitPayout(makeOrder())).toEqual(waits);
    expect(await rail.queryPayout(key("a"))).toEqual(waits);
    expect(await rail.lookUpAccount(SHOP_KHQR)).toEqual(waits);
    expect(await rail.float("USD")).toEqual(waits);
    expect(server.payoutsOf(key("a"))).toBe(0);
  });

  it("a slow rail is waited for until the deadline, and no longer", async () => {
    const { server, rail, client } = await start();
    server.setSettings({ slowMs: 50 });
    server.setFault("slow");
    expect(await rail.submitPayout(makeOrder())).toEqual(PAID);
    server.setSettings({ slowMs: 60_000 });
    server.setFault("slow");
    expect(
      await client({ deadlines: IMPATIENT }).submitPayout(makeOrder({ key: key("b") })),
    ).toEqual({ kind: "unknown", code: "RAIL_TIMEOUT" });
    expect(server.payoutsOf(key("b"))).toBe(1);
  });

  it("F42: pending, then paid, at the time the rail decides", async () => {
    const { server, rail, time } = await start();
    server.setFault("pending-then-paid");
    expect(await rail.submitPayout(makeOrder())).toEqual({ kind: "unknown", code: "RAIL_PENDING" });
    expect(await rail.queryPayout(key("a"))).toEqual({ kind: "done", value: { kind: "pending" } });
    expect(await rail.float("KHR")).toEqual({ kind: "done", value: fiat("KHR", 39_988_000n) });
    time.nowMs += 9_999;
    expect(await rail.submitPayout(makeOrder())).toMatchObject({ code: "RAIL_PENDING" });
    expect(server.payoutsOf(key("a"))).toBe(0);
    time.nowMs += 1;
    expect(await rail.queryPayout(key("a"))).toMatchObject({
      value: { kind: "paid", payout: { paidAtMs: PAID.value.paidAtMs + 10_000 } },
    });
    expect(server.payoutsOf(key("a"))).toBe(1);
  });

  it("F42: pending, then failed: refused from then on, the float given back", async () => {
    const { server, rail, time } = await start();
    server.setFault("late-failed");
    expect(await rail.submitPayout(makeOrder())).toMatchObject({ code: "RAIL_PENDING" });
    time.nowMs += 10_000;
    expect(await rail.queryPayout(key("a"))).toEqual({
      kind: "done",
      value: { kind: "failed", code: "BANK_REFUSED" },
    });
    expect(await rail.submitPayout(makeOrder())).toEqual({ kind: "refused", code: "BANK_REFUSED" });
    expect(await rail.float("KHR")).toEqual({ kind: "done", value: fiat("KHR", 40_000_000n) });
    expect(server.payoutsOf(key("a"))).toBe(0);
  });
});

describe("an outcome that is refused", () => {
  it("F38: a closed account, for ever under this key", async () => {
    const { server, rail } = await start();
    server.setAccount(SHOP_KHQR, { status: "closed" });
    expect(await rail.lookUpAccount(SHOP_KHQR)).toEqual({
      kind: "refused",
      code: "ACCOUNT_CLOSED",
    });
    const refusal = { kind: "refused", code: "ACCOUNT_CLOSED" };
    expect(await rail.submitPayout(makeOrder())).toEqual(refusal);
    server.setAccount(SHOP_KHQR, { status: "open" });
    expect(await rail.submitPayout(makeOrder())).toEqual(refusal);
    expect(server.payoutsOf(key("a"))).toBe(0);
    expect(await rail.submitPayout(makeOrder({ key: key("b") }))).toEqual(PAID);
  });

  it("a bank that says no", async () => {
    const { server, rail } = await start();
    server.setFault("refused");
    expect(await rail.submitPayout(makeOrder())).toEqual({ kind: "refused", code: "BANK_REFUSED" });
    expect(await rail.submitPayout(makeOrder())).toEqual({ kind: "refused", code: "BANK_REFUSED" });
    expect(server.payoutsOf(key("a"))).toBe(0);
  });

  it("F39: a float that does not cover it, to the last riel", async () => {
    const { server, rail } = await start();
    server.setFloat("KHR", "11999");
    expect(await rail.submitPayout(makeOrder())).toEqual({
      kind: "refused",
      code: "FLOAT_EXHAUSTED",
    });
    server.setFloat("KHR", "12000");
    expect(await rail.submitPayout(makeOrder({ key: key("b") }))).toEqual(PAID);
    expect(await rail.float("KHR")).toEqual({ kind: "done", value: fiat("KHR", 0n) });
  });

  it("a currency that the account does not take", async () => {
    const { server, rail } = await start();
    server.setAccount(SHOP_KHQR, { currencies: ["USD"] });
    expect(await rail.submitPayout(makeOrder())).toMatchObject({ code: "CURRENCY_NOT_ACCEPTED" });
  });

  it.each([
    ["a code that is none", { khqr: "00020101" }, "KHQR_INVALID"],
    ["no amount", { amount: fiat("KHR", 0n) }, "AMOUNT_INVALID"],
    ["a reference that cannot be printed", { reference: "៛" }, "REQUEST_INVALID"],
  ])("%s: nothing is created", async (_, override, code) => {
    const { server, rail } = await start();
    expect(await rail.submitPayout(makeOrder(override))).toEqual({ kind: "refused", code });
    expect(server.state().payouts).toEqual([]);
  });
});

describe("an answer that cannot be believed", () => {
  it("F37: another amount than ordered is a mismatch, whenever it is told", async () => {
    const { server, rail, logged } = await start();
    server.setFault("wrong-amount");
    const mismatch = { kind: "unknown", code: "RAIL_ANSWER_MISMATCH" };
    expect(await rail.submitPayout(makeOrder())).toEqual(mismatch);
    expect(await rail.submitPayout(makeOrder())).toEqual(mismatch);
    expect(await rail.queryPayout(key("a"))).toMatchObject({
      value: { kind: "paid", amount: fiat("KHR", 12_001n) },
    });
    expect(logged[0]).toContain('"field":"amount"');
    expect(server.payoutsOf(key("a"))).toBe(1);
  });

  it.each([
    ["amount", { amount: fiat("KHR", 12_001n) }],
    ["currency", { amount: fiat("USD", 12_000n) }],
    ["reference", { reference: "another" }],
  ])(
    "422: a key used for another %s is not refused, and the first payout stands",
    async (_, override) => {
      const { server, rail } = await start();
      await rail.submitPayout(makeOrder());
      expect(await rail.submitPayout(makeOrder(override))).toEqual({
        kind: "unknown",
        code: "RAIL_KEY_REUSED",
      });
      expect(server.credits().map(({ amount }) => amount)).toEqual(["12000"]);
    },
  );

  it("F40: an old token is read again, once, and the same payout goes on with the new one", async () => {
    const { client, exchanges, server } = await start();
    let reads = 0;
    const rail = client({ readToken: () => (reads++ === 0 ? "an-old-token" : TOKEN) });
    const order = makeOrder();
    expect(await rail.submitPayout(order)).toMatchObject({ kind: "done" });
    expect(await rail.queryPayout(order.key)).toMatchObject({ kind: "done" });
    expect(statuses(exchanges)).toEqual([401, 200, 200]);
    expect(reads).toBe(2);
    expect(server.payoutsOf(order.key)).toBe(1);
    expect(server.credits()).toHaveLength(1);
  });

  it("F40: a token that was not renewed is sent no second time, however often it is asked", async () => {
    const { client, exchanges } = await start();
    const rail = client({ readToken: () => "an-old-token" });
    for (let call = 0; call < 3; call += 1) {
      expect(await rail.float("KHR")).toMatchObject({ code: "RAIL_UNAUTHORISED" });
    }
    expect(statuses(exchanges)).toEqual([401, 401, 401]);
  });

  it("F40: calls that are refused together find the new token together", async () => {
    const { client, exchanges } = await start();
    let reads = 0;
    const rail = client({ readToken: () => (reads++ === 0 ? "an-old-token" : TOKEN) });
    const floats = await Promise.all([rail.float("KHR"), rail.float("USD"), rail.float("KHR")]);
    expect(floats.map(({ kind }) => kind)).toEqual(["done", "done", "done"]);
    expect(reads).toBe(2);
    const refusals = statuses(exchanges).filter((status) => status === 401);
    expect([refusals.length, exchanges.length]).toEqual([3, 6]);
  });

  it("F40: a token that cannot be read again leaves the old one in use, and says so", async () => {
    const { client, exchanges, logged } = await start();
    let reads = 0;
    const rail = client({
      readToken: () => {
        if (reads++ === 1) throw new Error("no such file");
        return reads === 1 ? "an-old-token" : TOKEN;
      },
    });
    expect(await rail.float("KHR")).toMatchObject({ code: "RAIL_UNAUTHORISED" });
    expect(logged.join()).toContain("RAIL_TOKEN_UNREADABLE");
    expect(await rail.float("KHR")).toMatchObject({ kind: "done" });
    expect(statuses(exchanges)).toEqual([401, 401, 200]);
  });

  it("F40: a wrong token proves nothing, moves nothing, and is never logged", async () => {
    const { server, client, logged } = await start();
    const rail = client({ readToken: () => "stolen-token" });
    const outcome = { kind: "unknown", code: "RAIL_UNAUTHORISED" };
    expect(await rail.submitPayout(makeOrder())).toEqual(outcome);
    expect(await rail.queryPayout(key("a"))).toEqual(outcome);
    expect(await rail.lookUpAccount(SHOP_KHQR)).toEqual(outcome);
    expect(await rail.float("KHR")).toEqual(outcome);
    expect(server.attemptsOf(key("a"))).toBe(0);
    expect(logged.join()).not.toContain("stolen-token");
  });

  it("F43: a terminal set up for live money gets nothing out of the sandbox", async () => {
    const { server, client } = await start();
    const rail = client({ environment: "live" });
    expect(await rail.lookUpAccount(SHOP_KHQR)).toEqual({
      kind: "refused",
      code: "ENVIRONMENT_MISMATCH",
    });
    expect(await rail.submitPayout(makeOrder())).toMatchObject({ code: "ENVIRONMENT_MISMATCH" });
    expect(await rail.float("KHR")).toMatchObject({ kind: "unknown" });
    expect(server.state().payouts).toEqual([]);
  });
});

describe("accounts", () => {
  it("are opened on first sight, in the name the code says", async () => {
    const { rail } = await start();
    expect(await rail.lookUpAccount(SHOP_KHQR)).toEqual({
      kind: "done",
      value: { name: "Jonh Smith", bank: "NBCQ (sandbox)", currencies: ["KHR", "USD"] },
    });
  });

  it("can have another holder than the code says", async () => {
    const { server, rail } = await start();
    server.setAccount(SHOP_KHQR, { holderName: "SOMEBODY ELSE" });
    expect(await rail.lookUpAccount(SHOP_KHQR)).toMatchObject({ value: { name: "SOMEBODY ELSE" } });
  });

  it("that do not exist are refused, in the look-up and in the payout", async () => {
    const { server, rail } = await start();
    server.setAccount(SHOP_KHQR, { status: "not-found" });
    const refusal = { kind: "refused", code: "ACCOUNT_NOT_FOUND" };
    expect(await rail.lookUpAccount(SHOP_KHQR)).toEqual(refusal);
    expect(await rail.submitPayout(makeOrder())).toEqual(refusal);
  });
});

describe("the fault switch", () => {
  it("uses queued faults up in order and stays where it is stuck", async () => {
    const { server, rail } = await start();
    server.setFault("refused", "sticky");
    server.setFault("in-progress");
    server.setFault("error-500-and-does-not-happen");
    expect(server.state().faults).toEqual({
      sticky: "refused",
      queue: ["in-progress", "error-500-and-does-not-happen"],
    });
    const order = makeOrder();
    expect(await rail.queryPayout(order.key)).toMatchObject({ value: { kind: "not-found" } });
    expect(await rail.submitPayout(order)).toMatchObject({ code: "RAIL_IN_PROGRESS" });
    expect(await rail.submitPayout(order)).toMatchObject({ code: "RAIL_SERVER_ERROR" });
    expect(await rail.submitPayout(order)).toMatchObject({ code: "BANK_REFUSED" });
    expect(await rail.submitPayout(makeOrder({ key: key("b") }))).toMatchObject({
      code: "BANK_REFUSED",
    });
    server.setFault("none");
    expect(await rail.submitPayout(makeOrder({ key: key("c") }))).toEqual(PAID);
  });

  it("tells listeners of each change until they stop listening", async () => {
    const { server, rail } = await start();
    let changes = 0;
    const stop = server.onChange(() => (changes += 1));
    server.setFault("refused");
    expect(changes).toBe(1);
    await rail.submitPayout(makeOrder());
    expect(changes).toBe(2);
    stop();
    server.setFault("none");
    expect(changes).toBe(2);
  });
});

describe("a restart", () => {
  it("keeps payouts, balances and float: the key is still paid once", async () => {
    const folder = mkdtempSync(join(tmpdir(), "satriel-rail-"));
    try {
      const dataFile = join(folder, "rail.json");
      const { server, rail } = await start({ dataFile });
      const first = await rail.submitPayout(makeOrder());
      server.setFault("refused");
      await rail.submitPayout(makeOrder({ key: key("b") }));
      server.setAccount(SHOP_KHQR, { holderName: "SOMEBODY ELSE" });
      const before = server.state();
      await server.close();
      // A kill tore the line that came next.
      appendFileSync(dataFile, '{"payout":{"key":"c');

      const again = await start({ dataFile });
      expect(await again.rail.submitPayout(makeOrder())).toEqual(first);
      expect(await again.rail.submitPayout(makeOrder({ key: key("b") }))).toMatchObject({
        code: "BANK_REFUSED",
      });
      expect({ ...again.server.state(), url: before.url }).toEqual(before);
      expect(again.server.payoutsOf(key("a"))).toBe(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is refused on a data file that is not its own", async () => {
    const folder = mkdtempSync(join(tmpdir(), "satriel-rail-"));
    try {
      await expect(
        createRailServer({
          certificate: await createCertificate(["localhost"]),
          token: TOKEN,
          nowMs: () => 0,
          seed: "test",
          dataFile: folder,
        }),
      ).rejects.toMatchObject({ code: "SANDBOX_RAIL_DATA_UNREADABLE" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
