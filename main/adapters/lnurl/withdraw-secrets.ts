import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";
import type { SwapId } from "../../domain/swap.ts";
import type { OfferName, WithdrawSecrets } from "../../ports/withdraw-offers.ts";

/** Eight bytes that name the swap, as its own name does, and 24 that nobody else can make. */
const K1 = /^([0-9a-f]{16})[0-9a-f]{48}$/;
const NAME = /^P-([0-9a-f]{16})$/;
const PROOF_DIGITS = 48;

/**
 * Secrets of offers, derived from the terminal's 32-byte key. Nothing of them is kept: a printed code
 * is good after a restart, and who reads the journal or a backup, which are without the key, cannot
 * make one. The key seals preimages too; the words before the name keep the two uses apart.
 */
export const createWithdrawSecrets = (keyBytes: Uint8Array): WithdrawSecrets => {
  const key = createSecretKey(keyBytes);
  const proofOf = ({ swapId, round }: OfferName): string =>
    createHmac("sha256", key)
      .update(`lnurl-withdraw|${swapId}|${round}`)
      .digest("hex")
      .slice(0, PROOF_DIGITS);
  const k1Of = (name: OfferName): string =>
    `${NAME.exec(name.swapId)?.[1] ?? "0".repeat(16)}${proofOf(name)}`;
  return {
    k1Of,
    swapIdOf: (k1) => {
      const [, name] = K1.exec(k1) ?? [];
      return name === undefined ? null : (`P-${name}` as SwapId);
    },
    opens: (k1, name) => {
      const [given, made] = [Buffer.from(k1, "utf8"), Buffer.from(k1Of(name), "utf8")];
      return given.length === made.length && timingSafeEqual(given, made);
    },
  };
};
