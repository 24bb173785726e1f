import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readChainAddress } from "../../../main/domain/destination/chain-address.ts";
import type { BitcoinNetwork } from "../../../main/domain/destination/network.ts";
import { sha256 } from "./tools.ts";

const read = (text: string, network: BitcoinNetwork = "mainnet") =>
  readChainAddress(text, network, sha256);

const P2PKH = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";
const P2WPKH = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
const P2TR = "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0";

describe("addresses on the chain", () => {
  it.each([
    [P2PKH, "mainnet", "p2pkh"],
    ["1111111111111111111114oLvT2", "mainnet", "p2pkh"],
    ["3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "mainnet", "p2sh"],
    ["mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", "testnet", "p2pkh"],
    ["2MzQwSSnBHWHqSAqtTVQ6v47XtaisrJa1Vc", "regtest", "p2sh"],
    ["BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "mainnet", "p2wpkh"],
    ["tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7", "testnet", "p2wsh"],
    ["tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy", "signet", "p2wsh"],
    ["tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c", "testnet", "p2tr"],
    [P2TR, "mainnet", "p2tr"],
  ] as const)("%s is one of %s: %s", (text, network, kind) => {
    const address = /^(?:bc|tb)1/i.test(text) ? text.toLowerCase() : text;
    expect(read(text, network)).toEqual({ kind: "address", address: { address, kind } });
  });

  it.each([
    [P2PKH, "testnet"],
    [P2WPKH, "testnet"],
    [P2TR, "simnet"],
    ["mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", "mainnet"],
    ["tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7", "mainnet"],
  ] as const)("%s is none of %s", (text, network) => {
    expect(read(text, network)).toEqual({ kind: "other-network" });
  });

  // Good by BIP 350, and paying them would give the coins to whoever comes first.
  it.each([
    "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
    "BC1SW50QGDZ25J",
    "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs",
    "bc1pfeessrawgf",
  ])("%s cannot be paid yet", (text) => {
    expect(read(text)).toEqual({ kind: "unsupported" });
  });

  /** The invalid ones of BIP 173 and BIP 350, and base58 with a fault. */
  it.each([
    "tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
    "BC13W508D6QEJXTDG4Y5R3ZARVARY0C5XW7KN40WF2",
    "bc1rw5uspcuh",
    "bc10w508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kw5rljs90",
    "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sL5k7",
    "bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du",
    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3pjxtptv",
    "bc1gmk9yu",
    "tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
    "tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf",
    "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
    "tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47",
    "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
    "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
    "bc1pw5dgrnzv",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav",
    "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
    "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf0a",
    "11A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "",
  ])("%s is damaged", (text) => {
    expect(read(text)).toEqual({ kind: "damaged" });
    expect(read(text, "testnet")).toEqual({ kind: "damaged" });
  });

  it("are never taken with one character wrong", () => {
    const signs = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0lIO";
    fc.assert(
      fc.property(
        fc.constantFrom(P2PKH, P2WPKH, P2TR),
        fc.nat(200),
        fc.constantFrom(...Array.from(signs)),
        (text, place, sign) => {
          const at = place % text.length;
          fc.pre(text[at]?.toLowerCase() !== sign.toLowerCase());
          const wrong = `${text.slice(0, at)}${sign}${text.slice(at + 1)}`;
          expect(read(wrong).kind).not.toBe("address");
        },
      ),
    );
  });
});
