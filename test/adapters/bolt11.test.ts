import bolt11 from "bolt11";
import { describe, expect, it } from "vitest";
import { readInvoice } from "../../main/adapters/bolt11.ts";

const HASH = "0001020304050607080900010203040506070809000102030405060708090102";
const PAYEE = "03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad";
/** The private key of BOLT 11's examples. */
const KEY = "e126f68f7eafcc8b74f54d269fe206be715000f94dac067d1c04a8ca3b2db734";

const encode = (
  tags: Parameters<typeof bolt11.encode>[0]["tags"],
  change: Partial<Parameters<typeof bolt11.encode>[0]> = {},
): string => {
  const plain = { timestamp: 1_700_000_000, millisatoshis: "1234567", tags, ...change };
  return bolt11.sign(bolt11.encode(plain, false), KEY).paymentRequest ?? "";
};

const secret = { tagName: "payment_secret", data: "11".repeat(32) };
const features = {
  tagName: "feature_bits",
  data: { word_length: 4, payment_secret: { required: true, supported: false } },
};
const hash = { tagName: "payment_hash", data: HASH };
const words = { tagName: "description", data: "ទឹកកក 2" };

const network = (bech32: string) => ({
  network: { bech32, pubKeyHash: 0x6f, scriptHash: 0xc4, validWitnessVersions: [0, 1] },
});

describe("invoices of BOLT 11", () => {
  it.each([
    ["bc", "mainnet"],
    ["tb", "testnet"],
    ["tbs", "signet"],
    ["bcrt", "regtest"],
    ["sb", "simnet"],
  ] as const)("are read on ln%s, %s", (mark, name) => {
    const request = encode([hash, secret, features, words], network(mark));
    expect(readInvoice(request)).toEqual({
      request,
      network: name,
      paymentHash: HASH,
      amountMsat: 1_234_567n,
      payee: PAYEE,
      description: "ទឹកកក 2",
      descriptionHash: null,
      createdAtMs: 1_700_000_000_000,
      expiresAtMs: 1_700_003_600_000,
      cltvDelta: 18,
    });
  });

  it("are read with expiry, blocks, hash of the description and no amount", () => {
    const request = encode(
      [
        hash,
        secret,
        features,
        { tagName: "purpose_commit_hash", data: "ab".repeat(32) },
        { tagName: "expire_time", data: 90 },
        { tagName: "min_final_cltv_expiry", data: 144 },
      ],
      { millisatoshis: null },
    );
    expect(readInvoice(request)).toMatchObject({
      amountMsat: null,
      description: null,
      descriptionHash: "ab".repeat(32),
      expiresAtMs: 1_700_000_090_000,
      cltvDelta: 144,
    });
  });

  it.each([
    {
      what: "with a feature that must be known, and is not (100)",
      request:
        "lnbc25m1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5vdhkven9v5sxyetpdeessp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygs9q4psqqqqqqqqqqqqqqqpqsqq40wa3khl49yue3zsgm26jrepqr2eghqlx86rttutve3ugd05em86nsefzh4pfurpd9ek9w2vp95zxqnfe2u7ckudyahsa52q66tgzcp6t2dyk",
    },
    {
      what: "from before payment secrets",
      request:
        "lnbc2500u1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpquwpc4curk03c9wlrswe78q4eyqc7d8d0xqzpuyk0sg5g70me25alkluzd2x62aysf2pyy8edtjeevuv4p2d5p76r4zkmneet7uvyakky2zr4cusd45tftc9c5fh0nnqpnl2jfll544esqchsrny",
    },
  ])("$what are not supported", ({ request }) => {
    expect(readInvoice(request)).toBe("unsupported");
  });

  /** The invalid examples of BOLT 11. */
  it.each([
    "lnbc2500u1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpquwpc4curk03c9wlrswe78q4eyqc7d8d0xqzpuyk0sg5g70me25alkluzd2x62aysf2pyy8edtjeevuv4p2d5p76r4zkmneet7uvyakky2zr4cusd45tftc9c5fh0nnqpnl2jfll544esqchsrnt",
    "pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpquwpc4curk03c9wlrswe78q4eyqc7d8d0xqzpuyk0sg5g70me25alkluzd2x62aysf2pyy8edtjeevuv4p2d5p76r4zkmneet7uvyakky2zr4cusd45tftc9c5fh0nnqpnl2jfll544esqchsrny",
    "LNBC2500u1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpquwpc4curk03c9wlrswe78q4eyqc7d8d0xqzpuyk0sg5g70me25alkluzd2x62aysf2pyy8edtjeevuv4p2d5p76r4zkmneet7uvyakky2zr4cusd45tftc9c5fh0nnqpnl2jfll544esqchsrny",
    "lnbc2500u1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpuaxtrnwngzn3kdzw5hydlzf03qdgm2hdq27cqv3agm2awhz5se903vruatfhq77w3ls4evs3ch9zw97j25emudupq63nyw24cg27h2rspk28uwq",
    "lnbc1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6na6hlh",
    "lnbc2500x1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpujr6jxr9gq9pv6g46y7d20jfkegkg4gljz2ea2a3m9lmvvr95tq2s0kvu70u3axgelz3kyvtp2ywwt0y8hkx2869zq5dll9nelr83zzqqpgl2zg",
    "lnbc2500000001p1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu7hqtk93pkf7sw55rdv4k9z2vj050rxdr6za9ekfs3nlt5lr89jqpdmxsmlj9urqumg0h9wzpqecw7th56tdms40p2ny9q4ddvjsedzcplva53s",
    "lnxy2500u1pvjluez",
    "",
  ])("%s is damaged", (request) => {
    expect(readInvoice(request)).toBe("damaged");
  });

  it("with two payment hashes are damaged: nodes take the first, others the last", () => {
    const other = { tagName: "payment_hash", data: "22".repeat(32) };
    expect(readInvoice(encode([hash, other, secret, features, words]))).toBe("damaged");
  });
});
