/** The server of LNURL-withdraw against those who do not ask as a wallet does. */
import { connect, type Socket } from "node:net";
import * as fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { callerOf } from "../../../main/adapters/lnurl/caller.ts";
import { createRateLimit } from "../../../main/adapters/lnurl/rate-limit.ts";
import { createWithdrawSecrets } from "../../../main/adapters/lnurl/withdraw-secrets.ts";
import {
  startWithdrawServer,
  type WithdrawServer,
} from "../../../main/adapters/lnurl/withdraw-server.ts";
import { Failure } from "../../../main/domain/failure.ts";
import { msat } from "../../../main/domain/money.ts";
import type { SwapId } from "../../../main/domain/swap.ts";
import type { WithdrawOffers } from "../../../main/ports/withdraw-offers.ts";
import { createFakeLog } from "../../support/fake-log.ts";
import { ask } from "../../support/lnurl-wallet.ts";

const K1 = "ab".repeat(32);
const AMOUNT_MSAT = msat(4_610_000n);

const servers: WithdrawServer[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await server.close();
});

const openServer = async () => {
  const log = createFakeLog();
  const taken: (string | null)[] = [];
  const time = { nowMs: 0 };
  const offer = {
    k1: K1,
    callback: "https://refund.example/w/take",
    description: "Refund",
    minMsat: AMOUNT_MSAT,
    maxMsat: AMOUNT_MSAT,
  };
  const offers: WithdrawOffers = {
    find: (k1) => (k1 === K1 ? { offer, state: { kind: "open" } } : null),
    take: ({ pr }) => {
      if (pr === "lnbcfull") throw new Failure("JOURNAL_DISK_FULL", `no room for ${pr}`);
      taken.push(pr);
      return { kind: "again" };
    },
  };
  const clock = { monotonicMs: () => time.nowMs };
  const server = await startWithdrawServer({ host: "127.0.0.1", port: 0, offers, clock, log });
  servers.push(server);
  return { port: server.port, log, taken, time };
};

/** Bytes as they are, and all that came back until the server hung up. */
const talk = async (port: number, text: string, ends = false): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port }, () => {
      if (ends) socket.end(text);
      else socket.write(text);
    });
    sockets.push(socket);
    let heard = "";
    socket.on("data", (bytes) => (heard += bytes.toString("latin1")));
    socket.once("error", reject);
    socket.once("close", () => resolve(heard));
  });

describe("the server of LNURL-withdraw", () => {
  it("answers a wallet, and lets nothing be kept or guessed", async () => {
    const { port, taken } = await openServer();
    const first = await ask(port, `/w?k1=${K1}`);
    expect(first).toMatchObject({ status: 200, body: { tag: "withdrawRequest", k1: K1 } });
    expect(first.headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      connection: "close",
    });
    expect(await ask(port, `/w/take?k1=${K1}&pr=lnbc1`)).toMatchObject({ body: { status: "OK" } });
    expect(taken).toEqual(["lnbc1"]);
  });

  it.each(["POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE"])(
    "%s is turned away",
    async (method) => {
      const { port, taken } = await openServer();
      const said = await ask(port, `/w/take?k1=${K1}&pr=lnbc1`, { method });
      expect(said).toMatchObject({ status: 405, headers: { allow: "GET" } });
      expect(taken).toEqual([]);
    },
  );

  it.each(["/", "/w/", "/W", "/w/take/", "/w/../w/take", "//w", "/%77", `/w/${K1}`])(
    "there is nothing at %s",
    async (path) => {
      const { port, taken } = await openServer();
      expect((await ask(port, `${path}?k1=${K1}&pr=lnbc1`)).status).toBe(404);
      expect(taken).toEqual([]);
    },
  );

  it("a GET with a body, and a head that is too large, are turned away", async () => {
    const { port, taken } = await openServer();
    const body = `GET /w/take?k1=${K1}&pr=lnbc1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabcd`;
    expect(await talk(port, body)).toContain(" 400 ");
    const head = `GET /w/take?pr=${"q".repeat(9_000)} HTTP/1.1\r\nHost: a\r\n\r\n`;
    expect(await talk(port, head)).toContain(" 431 ");
    expect(taken).toEqual([]);
  });

  it("what is too long, or is there twice, is never handed on", async () => {
    const { port, taken } = await openServer();
    await ask(port, `/w/take?k1=${K1}&pr=${"q".repeat(4_097)}`);
    await ask(port, `/w/take?k1=${K1}&pr=lnbc1&pr=lnbc2`);
    expect(taken).toEqual([null, null]);
  });

  it("nothing that was sent comes back in a header, nor stands in the log", async () => {
    const { port, log } = await openServer();
    const heard = await talk(
      port,
      `GET /marked?k1=marked HTTP/1.1\r\nHost: marked\r\nOrigin: https://marked\r\nX-Marked: marked\r\n\r\n`,
    );
    expect(heard).toContain(" 404 ");
    expect(heard).not.toContain("marked");
    expect(log.lines).toEqual([]);
  });

  it("a head that comes drop by drop is cut off, and others are answered meanwhile", async () => {
    const { port } = await openServer();
    const slow = talk(port, "GET /w HTTP/1.1\r\nHost: a\r\nX-Slow: ");
    expect((await ask(port, `/w?k1=${K1}`)).status).toBe(200);
    expect(await slow).toContain(" 408 ");
  }, 15_000);

  it("no more connections are held than it has room for", async () => {
    const { port } = await openServer();
    const held = Array.from({ length: 80 }, async () => talk(port, "GET /w HTTP/1.1\r\n"));
    const first = await Promise.race(held.map(async (each) => each.catch(() => "")));
    expect(first).toBe("");
    for (const socket of sockets) socket.destroy();
    expect((await ask(port, `/w?k1=${K1}`)).status).toBe(200);
  });

  it("a flood from one address is held off, from a proxy's word for it; time lets it in again", async () => {
    const { port, time } = await openServer();
    const status = async (from: string) => (await ask(port, `/w?k1=${K1}`, { from })).status;
    const statuses: number[] = [];
    // What stands before the last entry is the caller's own invention.
    for (let at = 0; at < 25; at += 1) statuses.push(await status(`10.0.0.${at}, 203.0.113.9`));
    expect(statuses.filter((each) => each === 200)).toHaveLength(20);
    expect(statuses.filter((each) => each === 429)).toHaveLength(5);
    expect(await status("198.51.100.1")).toBe(200);
    time.nowMs += 3_000;
    expect(await status("203.0.113.9")).toBe(200);
    expect(await status("203.0.113.9")).toBe(429);
  });

  it("a flood from everywhere is held off as a whole", async () => {
    const { port } = await openServer();
    const statuses: number[] = [];
    for (let at = 0; at < 120; at += 1) {
      statuses.push((await ask(port, `/w?k1=${K1}`, { from: `203.0.113.${at}` })).status);
    }
    expect(statuses.filter((each) => each === 200)).toHaveLength(100);
  });

  it("a fault of its own is told without a word of what was asked", async () => {
    const { port, log } = await openServer();
    const said = await ask(port, `/w/take?k1=${K1}&pr=lnbcfull`);
    expect(said).toMatchObject({ status: 503, body: { status: "ERROR" } });
    expect(log.lines).toMatchObject([{ fields: { code: "JOURNAL_DISK_FULL" } }]);
    expect(JSON.stringify([said, log.lines])).not.toMatch(/lnbcfull|abab/);
  });

  it("a port that is taken is told by name", async () => {
    const { port } = await openServer();
    const parts = {
      host: "127.0.0.1",
      port,
      offers: { find: () => null, take: () => ({ kind: "again" }) } satisfies WithdrawOffers,
    } as const;
    const clock = { monotonicMs: () => 0 };
    await expect(
      startWithdrawServer({ ...parts, clock, log: createFakeLog() }),
    ).rejects.toMatchObject({ code: "WITHDRAW_PORT_UNAVAILABLE" });
  });
});

const requestFrom = (remoteAddress: string, forwarded?: string) =>
  ({
    headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
    socket: { remoteAddress },
  }) as unknown as Parameters<typeof callerOf>[0];

describe("who asks", () => {
  it.each([
    ["203.0.113.9", undefined, "203.0.113.9"],
    ["203.0.113.9", "198.51.100.1", "203.0.113.9"],
    ["::ffff:203.0.113.9", undefined, "203.0.113.9"],
    ["127.0.0.1", undefined, "127.0.0.1"],
    ["127.0.0.1", "198.51.100.1", "198.51.100.1"],
    ["::ffff:127.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"],
    ["127.0.0.1", "not an address", "127.0.0.1"],
    ["127.0.0.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["127.0.0.1", "2001:db8:1:2::9", "2001:db8:1:2"],
    ["2001:DB8::1", undefined, "2001:db8:0:0"],
  ])("%s, forwarded for %s, is %s", (peer, forwarded, caller) => {
    expect(callerOf(requestFrom(peer, forwarded))).toBe(caller);
  });
});

describe("the rate limit", () => {
  it("never lets more through than the bursts and the time allow, nor forgets more callers", () => {
    const asks = fc.array(
      fc.record({ caller: fc.constantFrom("a", "b", "c"), afterMs: fc.nat({ max: 500 }) }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(asks, (list) => {
        let nowMs = 0;
        const limit = createRateLimit({
          perCaller: { burst: 3, everyMs: 1_000 },
          overall: { burst: 5, everyMs: 300 },
          mostCallers: 3,
          monotonicMs: () => nowMs,
        });
        const admitted: Record<string, number> = { a: 0, b: 0, c: 0 };
        for (const { caller, afterMs } of list) {
          nowMs += afterMs;
          if (limit.admits(caller)) admitted[caller] = (admitted[caller] ?? 0) + 1;
        }
        const counts = Object.values(admitted);
        for (const count of counts) expect(count).toBeLessThanOrEqual(3 + nowMs / 1_000);
        const all = counts.reduce((sum, count) => sum + count, 0);
        expect(all).toBeLessThanOrEqual(5 + nowMs / 300);
      }),
    );
  });
});

describe("secrets of offers", () => {
  const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const name = fc.record({
    swapId: fc.stringMatching(/^P-[0-9a-f]{16}$/).map((id) => id as SwapId),
    round: fc.nat({ max: 9 }),
  });

  it("are the same from the same key, name their swap, and open no other offer", () => {
    fc.assert(
      fc.property(key, key, name, name, (one, other, mine, theirs) => {
        const secrets = createWithdrawSecrets(one);
        const k1 = secrets.k1Of(mine);
        expect(k1).toMatch(/^[0-9a-f]{64}$/);
        expect(createWithdrawSecrets(one).k1Of(mine)).toBe(k1);
        expect(secrets.swapIdOf(k1)).toBe(mine.swapId);
        expect(secrets.opens(k1, mine)).toBe(true);
        const isSame = mine.swapId === theirs.swapId && mine.round === theirs.round;
        expect(secrets.opens(k1, theirs)).toBe(isSame);
        const isSameKey = Buffer.from(one).equals(Buffer.from(other));
        expect(createWithdrawSecrets(other).opens(k1, mine)).toBe(isSameKey);
      }),
    );
  });
});
