import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
} from "node:crypto";
import type { KeyObject } from "node:crypto";
import { Failure } from "../domain/failure.ts";
import type { PaymentHash, SwapId } from "../domain/swap.ts";
import type { Random } from "../ports/random.ts";

/** A preimage as it is on disk (AES-256-GCM). */
interface SealedPreimage {
  readonly keyVersion: number;
  /** 12 bytes, new for each row. */
  readonly nonce: Uint8Array;
  /** 32 bytes. */
  readonly ciphertext: Uint8Array;
  /** 16 bytes. */
  readonly tag: Uint8Array;
}

/** Which row a sealed preimage belongs to. */
export interface PreimageOwner {
  readonly swapId: SwapId;
  readonly paymentHash: PaymentHash;
}

/** Seals preimages and opens them again, with one version of the key. */
export interface Vault {
  readonly keyVersion: number;
  /** Tells one key from another and gives nothing of it away. */
  readonly fingerprint: string;
  /** Throws `PREIMAGE_INVALID` unless `preimage` is 32 bytes with the owner's hash. */
  seal(owner: PreimageOwner, preimage: Uint8Array): SealedPreimage;
  /**
   * Throws `PREIMAGE_UNREADABLE` when the row was sealed for another owner or with another key,
   * or was changed.
   */
  open(owner: PreimageOwner, sealed: SealedPreimage): Uint8Array;
}

const CIPHER = "aes-256-gcm";
const TAG_BYTES = 16;
const NONCE_BYTES = 12;
const PREIMAGE_BYTES = 32;

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Authenticated with the ciphertext, so that a row copied under another swap does not open. */
const associatedData = ({ swapId, paymentHash }: PreimageOwner, keyVersion: number): Buffer =>
  Buffer.from(`preimages|${swapId}|${paymentHash}|${keyVersion}`, "utf8");

const seal = (key: KeyObject, nonce: Uint8Array, aad: Buffer, plain: Uint8Array) => {
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(aad);
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { nonce, ciphertext, tag: cipher.getAuthTag() };
};

const unseal = (key: KeyObject, aad: Buffer, { nonce, ciphertext, tag }: SealedPreimage) => {
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(aad).setAuthTag(tag);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
};

/** A vault over one 32-byte key. `random` gives the nonces. */
export const createVault = (keyBytes: Uint8Array, keyVersion: number, random: Random): Vault => {
  const key = createSecretKey(keyBytes);
  return {
    keyVersion,
    fingerprint: createHmac("sha256", key).update("preimages|fingerprint").digest("hex"),
    seal(owner, preimage) {
      if (preimage.length !== PREIMAGE_BYTES || sha256(preimage) !== owner.paymentHash) {
        throw new Failure(
          "PREIMAGE_INVALID",
          `the preimage of swap ${owner.swapId} does not have its payment hash`,
        );
      }
      const nonce = random.bytes(NONCE_BYTES);
      return { keyVersion, ...seal(key, nonce, associatedData(owner, keyVersion), preimage) };
    },
    open(owner, sealed) {
      const unreadable = (cause?: unknown): Failure =>
        new Failure(
          "PREIMAGE_UNREADABLE",
          `the preimage of swap ${owner.swapId} cannot be read with key ${keyVersion}`,
          cause,
        );
      if (sealed.keyVersion !== keyVersion) throw unreadable();
      try {
        return unseal(key, associatedData(owner, keyVersion), sealed);
      } catch (cause) {
        throw unreadable(cause);
      }
    },
  };
};
