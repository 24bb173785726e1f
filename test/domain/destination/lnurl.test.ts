import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  encodeLnurl,
  readLightningAddress,
  readLnurl,
} from "../../../main/domain/destination/lnurl.ts";
import { readWebAddress } from "../../../main/domain/destination/web-address.ts";

/** LUD-01, its own example. */
const LNURL =
  "LNURL1DP68GURN8GHJ7UM9WFMXJCM99E3K7MF0V9CXJ0M385EKVCENXC6R2C35XVUKXEFCV5MKVV34X5EKZD3EV56NYD3HXQURZEPEXEJXXEPNXSCRVWFNV9NXZCN9XQ6XYEFHVGCXXCMYXYMNSERXFQ5FNS";
const URL =
  "https://service.com/api?q=3fc3645b439ce8e7f2553a69e5267081d96dcd340693afabe04be7b0ccd178df";

const pay = (url: string, domain: string) => ({ kind: "pay", target: { url, domain } });

describe("LNURL", () => {
  it("is read in capitals and in small letters, and written as its specification has it (LUD-01)", () => {
    expect(readLnurl(LNURL)).toEqual(pay(URL, "service.com"));
    expect(readLnurl(LNURL.toLowerCase())).toEqual(pay(URL, "service.com"));
    expect(encodeLnurl(URL)).toBe(LNURL);
  });

  it.each([
    ["lnurlp://pay.example/lnurl/42", pay("https://pay.example/lnurl/42", "pay.example")],
    ["LNURLP:Pay.Example:8443?x=1", pay("https://pay.example:8443?x=1", "pay.example")],
    ["lnurlw://pay.example/x", { kind: "not-pay" }],
    ["lnurlc://pay.example/x", { kind: "not-pay" }],
    ["keyauth://pay.example?tag=login&k1=00", { kind: "not-pay" }],
    [encodeLnurl("https://pay.example/?tag=login&k1=00"), { kind: "not-pay" }],
    [encodeLnurl("http://pay.example/"), { kind: "insecure" }],
    ["lnurlp://abcdefghijklmnop.onion/x", { kind: "insecure" }],
    [LNURL.replace("FQ5FNS", "FQ5FNQ"), { kind: "damaged" }],
    [encodeLnurl("https://pay.example/\u0007"), { kind: "damaged" }],
  ])("%s is read for what it is (LUD-17)", (text, reading) => {
    expect(readLnurl(text)).toEqual(reading);
  });

  it("comes back from any address that may be asked", () => {
    const url = fc
      .tuple(fc.domain(), fc.stringMatching(/^\/[a-z0-9/?&=%._-]{0,200}$/))
      .map(([domain, path]) => `https://${domain}${path}`)
      .filter((text) => readWebAddress(text) !== null && !text.includes("tag=login"));
    fc.assert(
      fc.property(url, (text) => {
        expect(readLnurl(encodeLnurl(text))).toEqual({ kind: "pay", target: readWebAddress(text) });
      }),
    );
  });
});

describe("web addresses out of codes", () => {
  it.each([
    "http://pay.example/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://0x7f000001/",
    "https://[::1]/",
    "https://localhost/",
    "https://pay.example./",
    "https://user@pay.example/",
    "https://pay.example:0/",
    "https://pay.example:65536/",
    "https://pay.example\\@10.0.0.1/",
    "https://pay.example/#a",
    "https://pay.example/a b",
    "https://-pay.example/",
    "https://pay.example/é",
    "https:/pay.example/",
    "//pay.example/",
    `https://pay.example/${"a".repeat(2_048)}`,
    "ftp://pay.example/",
    "javascript:alert(1)",
  ])("%s is not asked", (text) => {
    expect(readWebAddress(text)).toBeNull();
  });
});

describe("Lightning addresses (LUD-16)", () => {
  it.each([
    ["satoshi@bitcoin.example", "https://bitcoin.example/.well-known/lnurlp/satoshi"],
    ["Satoshi@Bitcoin.Example", "https://bitcoin.example/.well-known/lnurlp/satoshi"],
    ["a.b-c_9@pay.bitcoin.example", "https://pay.bitcoin.example/.well-known/lnurlp/a.b-c_9"],
    ["satoshi+rent@bitcoin.example", "https://bitcoin.example/.well-known/lnurlp/satoshi+rent"],
  ])("%s is asked about at %s", (text, url) => {
    expect(readLightningAddress(text)).toMatchObject({ url, address: text.toLowerCase() });
  });

  it.each([
    "satoshi",
    "@bitcoin.example",
    "satoshi@localhost",
    "satoshi@10.0.0.1",
    "satoshi@hidden.onion",
    "sa/toshi@bitcoin.example",
    "sa%2ftoshi@bitcoin.example",
    "សាតូស៊ី@bitcoin.example",
    "satoshi@bitcoin.example:80",
    "a@b@bitcoin.example",
    "+rent@bitcoin.example",
  ])("%s is none", (text) => {
    expect(readLightningAddress(text)).toBeNull();
  });
});
