import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPublicResolve } from "../../../main/adapters/lnurl/public-address.ts";
import { msat } from "../../../main/domain/money.ts";
import { refused, unknown } from "../../../main/domain/outcome.ts";
import type { LnurlPayTerms } from "../../../main/ports/lnurl.ts";
import { createMemoryLog } from "../lnd/network.ts";
import {
  type Answer,
  AMOUNT_MSAT,
  createPayee,
  HOST,
  invoice,
  type InvoiceTraits,
  json,
  METADATA,
  type Payee,
} from "./payee.ts";

let payee: Payee;
beforeAll(async () => {
  payee = await createPayee();
});
afterAll(async () => {
  await payee.close();
});

const url = (): string => `${payee.origin}/.well-known/lnurlp/shop`;

const fetchTerms = async (answer: Answer) => {
  payee.on("/.well-known/lnurlp/shop", answer);
  return payee.client().fetchTerms(url());
};

const terms = (): LnurlPayTerms => ({
  domain: HOST,
  callback: `${payee.origin}/callback?user=1`,
  minMsat: msat(1_000n),
  maxMsat: msat(2_000_000n),
  metadata: METADATA,
  description: "Two cups of tea",
});

const fetchInvoice = async (answer: Answer) => {
  payee.on("/callback", answer);
  return payee.client().fetchInvoice(terms(), msat(AMOUNT_MSAT));
};

describe("a payee's server", () => {
  it("offers terms, and an invoice that keeps them (LUD-06)", async () => {
    expect(await fetchTerms(json(payee.terms))).toEqual({ kind: "done", value: terms() });
    const request = invoice();
    expect(await fetchInvoice(json({ pr: request.toUpperCase(), routes: [] }))).toEqual({
      kind: "done",
      value: { request },
    });
    expect(payee.asked.at(-1)).toBe(`/callback?user=1&amount=${AMOUNT_MSAT}`);
  });

  it("is not asked for an amount that it does not take", async () => {
    const before = payee.asked.length;
    for (const amount of [999n, 2_000_001n]) {
      expect(await payee.client().fetchInvoice(terms(), msat(amount))).toEqual(
        refused("LNURL_AMOUNT_OUT_OF_RANGE"),
      );
    }
    expect(payee.asked.length).toBe(before);
  });

  it.each<[string, (good: object) => Answer, string]>([
    ["says that it will not", () => json({ status: "ERROR", reason: "no" }), "LNURL_REFUSED"],
    ["knows no such name", () => json("not found", 404), "LNURL_REFUSED"],
    [
      "is for taking money out",
      (good) => json({ ...good, tag: "withdrawRequest" }),
      "LNURL_NOT_PAY",
    ],
    ["is for a channel", () => json({ tag: "channelRequest" }), "LNURL_NOT_PAY"],
    ["has no tag", (good) => json({ ...good, tag: undefined }), "LNURL_ANSWER_INVALID"],
    ["is no JSON", () => json("<html>"), "LNURL_ANSWER_INVALID"],
    [
      "turns most and least round",
      (good) => json({ ...good, minSendable: 3_000_000 }),
      "LNURL_ANSWER_INVALID",
    ],
    ["takes nothing at least", (good) => json({ ...good, minSendable: 0 }), "LNURL_ANSWER_INVALID"],
    [
      "takes parts of a millisatoshi",
      (good) => json({ ...good, minSendable: 1.5 }),
      "LNURL_ANSWER_INVALID",
    ],
    [
      "takes more than can be counted",
      (good) => json({ ...good, maxSendable: 1e30 }),
      "LNURL_ANSWER_INVALID",
    ],
    [
      "has metadata that are none",
      (good) => json({ ...good, metadata: "tea" }),
      "LNURL_ANSWER_INVALID",
    ],
    [
      "has no text",
      (good) => json({ ...good, metadata: '[["text/x","tea"]]' }),
      "LNURL_ANSWER_INVALID",
    ],
    [
      "calls back without TLS",
      (good) => json({ ...good, callback: `http://${HOST}/` }),
      "LNURL_ANSWER_INVALID",
    ],
    [
      "calls back into this network",
      (good) => json({ ...good, callback: "https://10.0.0.1/" }),
      "LNURL_ANSWER_INVALID",
    ],
  ])("that %s is refused", async (_what, answer, code) => {
    expect(await fetchTerms(answer(payee.terms))).toEqual(refused(code));
  });

  it.each<[string, InvoiceTraits]>([
    ["for another amount", { amountMsat: AMOUNT_MSAT + 1n }],
    ["for less", { amountMsat: 1n }],
    ["for any amount", { amountMsat: null }],
    ["over other words (description hash)", { metadata: `${METADATA} ` }],
    ["of another network", { network: "mainnet" }],
    ["that has run out", { ageS: 700 }],
    ["with less than a minute left", { ageS: 545 }],
    ["that could hold the money for weeks", { cltvDelta: 2_000 }],
  ])("with an invoice %s is refused (F49)", async (_what, traits) => {
    expect(await fetchInvoice(json({ pr: invoice(traits), routes: [] }))).toEqual(
      refused("LNURL_INVOICE_WRONG"),
    );
  });

  it.each([
    ["no invoice", { routes: [] }],
    ["a failure", { status: "error", reason: "\u001b[2J" }],
    ["words for an invoice", { pr: "tea" }],
  ])("with %s is refused", async (_what, body) => {
    const codes = ["LNURL_ANSWER_INVALID", "LNURL_REFUSED", "LNURL_INVOICE_WRONG"];
    const outcome = await fetchInvoice(json(body));
    expect(outcome.kind).toBe("refused");
    expect(codes).toContain(outcome.kind === "refused" ? outcome.code : "");
  });

  it("that redirects to 10.0.0.1, or to itself, is not followed (F49)", async () => {
    for (const location of ["https://10.0.0.1/", "http://169.254.169.254/", "/elsewhere"]) {
      const before = payee.asked.length;
      const answer = await fetchTerms((response) => {
        response.writeHead(302, { location }).end();
      });
      expect(answer).toEqual(refused("LNURL_ANSWER_INVALID"));
      expect(payee.asked.length).toBe(before + 1);
    }
  });

  it("that sends 10 MB is cut off long before (F49)", async () => {
    let sent = 0;
    const answer = await fetchTerms((response) => {
      const chunk = Buffer.alloc(65_536, " ");
      const more = (): void => {
        if (sent >= 10_485_760 || response.destroyed) return void response.end();
        sent += chunk.length;
        response.write(chunk, more);
      };
      more();
    });
    expect(answer).toEqual(refused("LNURL_ANSWER_INVALID"));
    expect(sent).toBeLessThan(10_485_760);
  });

  it("that trickles is given up at the deadline (F49)", async () => {
    payee.on("/.well-known/lnurlp/shop", (response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(timer));
    });
    const client = payee.client({ deadlineMs: 200 });
    expect(await client.fetchTerms(url())).toEqual(unknown("LNURL_UNREACHABLE"));
  });

  it.each<[string, Answer]>([
    ["is down", json("oops", 503)],
    ["is busy", json({}, 429)],
    ["hangs up", (response) => void response.destroy()],
  ])("that %s may be asked again", async (_what, answer) => {
    expect(await fetchTerms(answer)).toEqual(unknown("LNURL_UNREACHABLE"));
  });

  it("with another's certificate is not believed", async () => {
    payee.on("/.well-known/lnurlp/shop", json(payee.terms));
    const log = createMemoryLog();
    const other = await createPayee();
    const client = other.client({ log });
    expect(await client.fetchTerms(url())).toEqual(unknown("LNURL_UNREACHABLE"));
    expect(log.lines.join()).toContain("HTTP_TLS");
    await other.close();
  });

  it("whose name leads into this network is never connected to (F49)", async () => {
    const before = payee.asked.length;
    const leads = [
      ["127.0.0.1"],
      ["10.0.0.1"],
      ["93.184.216.34", "192.168.1.1"],
      ["::ffff:10.0.0.1"],
    ];
    for (const addresses of leads) {
      const resolve = createPublicResolve(async () => Promise.resolve(addresses));
      const client = payee.client({ resolve });
      const forbidden = refused("LNURL_ADDRESS_FORBIDDEN");
      expect(await client.fetchTerms(url())).toEqual(forbidden);
      expect(await client.fetchInvoice(terms(), msat(AMOUNT_MSAT))).toEqual(forbidden);
    }
    for (const text of ["https://127.0.0.1/", "https://a.onion/", `http://${HOST}/`, "tea"]) {
      expect(await payee.client().fetchTerms(text)).toEqual(refused("LNURL_ADDRESS_FORBIDDEN"));
    }
    expect(payee.asked.length).toBe(before);
  });

  it("is looked up once, and asked at that address", async () => {
    const hosts: string[] = [];
    payee.on("/.well-known/lnurlp/shop", json(payee.terms));
    const client = payee.client({
      resolve: async (host) => {
        hosts.push(host);
        const address = hosts.length === 1 ? "127.0.0.1" : "10.0.0.1";
        return Promise.resolve({ kind: "address", address });
      },
    });
    expect((await client.fetchTerms(url())).kind).toBe("done");
    expect(hosts).toEqual([HOST]);
  });

  it("whose name is not found, or not in time, may be asked again", async () => {
    const nowhere = createPublicResolve(async () => Promise.reject(new Error("ENOTFOUND")));
    const never = async () => new Promise<never>(() => undefined);
    for (const resolve of [nowhere, never]) {
      const client = payee.client({ resolve, deadlineMs: 100 });
      expect(await client.fetchTerms(url())).toEqual(unknown("LNURL_UNREACHABLE"));
    }
  });
});
