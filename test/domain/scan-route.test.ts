import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mintKhqr } from "../../main/domain/emv/mint.ts";
import { routeScan, type ScannedCode } from "../../main/domain/scan-route.ts";

const READ = { atMs: null };
const route = (text: string): ScannedCode => routeScan(text, READ);

const KHQR = mintKhqr({
  kind: "static",
  currency: "KHR",
  account: { kind: "individual", id: "john_smith@devb" },
  merchantName: "John Smith",
}).payload;

/** BOLT 11, its own example: 2500 µBTC, coffee. */
const INVOICE =
  "lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27kyke0lp53ut353s06fv3qfegext0eh0ymjpf39tuven09sam30g4vgpfna3rh";
/** LUD-01, its own example. */
const LNURL =
  "LNURL1DP68GURN8GHJ7UM9WFMXJCM99E3K7MF0V9CXJ0M385EKVCENXC6R2C35XVUKXEFCV5MKVV34X5EKZD3EV56NYD3HXQURZEPEXEJXXEPNXSCRVWFNV9NXZCN9XQ6XYEFHVGCXXCMYXYMNSERXFQ5FNS";
/** BOLT 12, an offer of its test vectors. */
const OFFER =
  "lno1pqps7sjqpgtyzm3qv4uxzmtsd3jjqer9wd3hy6tsw35k7msjzfpy7nz5yqcnygrfdej82um5wf5k2uckyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd5xvxg";

const lower = LNURL.toLowerCase();

const cases: readonly (readonly [what: string, text: string, kind: ScannedCode["kind"]])[] = [
  ["a KHQR", KHQR, "khqr"],
  ["a KHQR as scanners send it", `\r\n${KHQR} \r\n`, "khqr"],
  ["a KHQR that was misread", KHQR.replace("John", "Jane"), "faulty"],
  [
    "DuitNow (Malaysia)",
    "00020201021126410014A000000615000101065016640209123456789520499995303458540510.005802MY5909QRCSDNBHD6005BANGI6304343F",
    "foreign",
  ],
  ["Alipay's own link", "https://qr.alipay.com/fkx12345abcdef", "foreign"],
  ["WeChat's own link", "wxp://f2f0abcdefghijklmnop", "foreign"],
  ["a BOLT 11 invoice", INVOICE, "bolt11"],
  ["one in capitals, with its scheme", `LIGHTNING:${INVOICE.toUpperCase()}`, "bolt11"],
  ["one with the scheme of links", `web+lightning://${INVOICE}`, "bolt11"],
  ["one of a test network", INVOICE.replace("lnbc2500u", "lnbcrt"), "bolt11"],
  ["one in a mixture of cases", `L${INVOICE.slice(1)}`, "unknown"],
  ["the beginning of one", INVOICE.slice(0, 60), "unknown"],
  ["a BOLT 12 offer", OFFER, "bolt12"],
  ["an LNURL", LNURL, "lnurl"],
  ["an LNURL behind a scheme", `lightning:${lower}`, "lnurl"],
  ["an LNURL as a link's fallback", `https://shop.example/pay?a=1&lightning=${LNURL}`, "lnurl"],
  ["an LNURL by LUD-17", "lnurlp://pay.example/lnurl/42", "lnurl"],
  ["a log-in by LUD-17", "keyauth://site.example?tag=login&k1=00", "lnurl"],
  ["a Lightning address", "satoshi@wallet.example", "lightning-address"],
  ["a Lightning address behind a scheme", "lightning:satoshi@wallet.example", "lightning-address"],
  ["a BIP 353 name", "₿satoshi@wallet.example", "lightning-address"],
  ["a Bakong account, which is none", "john_smith@devb", "unknown"],
  [
    "a BIP 21 URI",
    "bitcoin:175tWpb8K1S7NmH4Zx6rewF9WQrcZv245W?amount=20.3&label=Luke-Jr",
    "bitcoin-uri",
  ],
  ["a BIP 21 URI in capitals", "BITCOIN:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bitcoin-uri"],
  ["a URI with an invoice inside", `bitcoin:?lightning=${INVOICE}`, "bitcoin-uri"],
  ["an address, P2WPKH", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "bitcoin-address"],
  [
    "an address, P2TR",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    "bitcoin-address",
  ],
  ["an address, P2PKH", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "bitcoin-address"],
  ["an address, P2SH", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "bitcoin-address"],
  ["a private key", "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ", "wallet-secret"],
  [
    "a private key, compressed",
    "KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617",
    "wallet-secret",
  ],
  [
    "an extended private key",
    "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi",
    "wallet-secret",
  ],
  ["a seed in words", `${"abandon ".repeat(11)}about`, "wallet-secret"],
  ["a seed as digits", "0000".repeat(11) + "0003", "wallet-secret"],
  ["a bar code of a product, EAN-13", "4006381333931", "product"],
  ["a bar code of a product, UPC-A", "036000291452", "product"],
  ["a number with a wrong check digit", "4006381333932", "unknown"],
  ["a web page", "https://www.example.com/menu", "web-link"],
  ["words", "hello", "unknown"],
  ["nothing", "", "unknown"],
  ["only spaces", " \r\n ", "unknown"],
];

describe("a scanned code is", () => {
  it.each(cases)("%s", (_what, text, kind) => {
    expect(route(text).kind).toBe(kind);
  });

  it("given to its reader without scheme and in one case", () => {
    expect(route(`LIGHTNING:${INVOICE.toUpperCase()}`)).toEqual({
      kind: "bolt11",
      payload: INVOICE,
    });
    expect(route(`https://x.example/?lightning=${LNURL}`)).toEqual({
      kind: "lnurl",
      payload: lower,
    });
    expect(route("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")).toEqual({
      kind: "bitcoin-address",
      payload: "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    });
  });

  it("told by the name of its scheme where it is a neighbour's", () => {
    expect(route("wxp://f2f0abc")).toEqual({ kind: "foreign", scheme: "wechat" });
    expect(cases.flatMap(([, text]) => (/A0000006150001/.test(text) ? [route(text)] : []))).toEqual(
      [{ kind: "foreign", scheme: "duitnow" }],
    );
  });
});

describe("hostile text", () => {
  it.each([
    ["an EMV code beyond 512 characters", `000201${"9".repeat(600)}`],
    ["text beyond 512 characters", "x".repeat(513)],
    ["more than one code holds", INVOICE + "q".repeat(8_000)],
    ["spaces without end", " ".repeat(1_000_000)],
  ])("is too long: %s", (_what, text) => {
    expect(route(text)).toEqual({ kind: "too-long" });
  });

  it("that is long costs no more than its length: a pattern that backtracks would take minutes", () => {
    const texts = ["abc ".repeat(1_700), "a@".repeat(3_000), "a.".repeat(3_000), "1".repeat(7_000)];
    for (let time = 0; time < 100; time += 1) {
      for (const text of texts) {
        route(`lightning:${text}`);
        route(`https://x/?lightning=${text}`);
        expect(route(`x@${text}`).kind).toBe("too-long");
      }
    }
  });

  it("of any characters has a kind", () => {
    const parts = fc.constantFrom(
      "lnbc",
      "1",
      "lnurl1",
      "@",
      "bitcoin:",
      "lightning:",
      "0002",
      "?",
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(parts, fc.string({ unit: "binary" })), { maxLength: 20 }),
        (pieces) => {
          const text = pieces.join("");
          expect(route(text)).toEqual(route(text));
          expect(["faulty", "foreign", "khqr"]).not.toContain(route(`x${text}`).kind);
        },
      ),
    );
  });
});
