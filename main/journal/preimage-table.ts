import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import type { PaymentHash, SwapId } from "../domain/swap.ts";
import type { PreimageOwner, Vault } from "./keys.ts";

interface PreimageRow {
  readonly payment_hash: PaymentHash;
  readonly key_version: bigint;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

/** The preimages' statements. Plain bytes go in and come out; only sealed ones touch the disk. */
export interface PreimageTable {
  /** Throws `PREIMAGE_INVALID`. */
  add(swapNumber: number, owner: PreimageOwner, preimage: Uint8Array): void;
  /** 32 bytes. Throws `PREIMAGE_MISSING`, `PREIMAGE_UNREADABLE`. */
  ofSwap(swapId: SwapId): Uint8Array;
}

/** Prepare the preimages' statements over a vault. */
export const createPreimageTable = (db: Database, vault: Vault): PreimageTable => {
  const insert = db.prepare(
    `INSERT OR ROLLBACK INTO preimages (swap_number, key_version, nonce, ciphertext, tag)
     VALUES (?, ?, ?, ?, ?)`,
  );
  // The hash is the swap's own: a row copied from another swap is then sealed for somebody else.
  const ofSwap = db.prepare<[string], PreimageRow>(
    `SELECT (SELECT payment_hash FROM swaps WHERE receipt_number = swap_number) AS payment_hash,
       key_version, nonce, ciphertext, tag
     FROM preimages WHERE swap_number = (SELECT receipt_number FROM swaps WHERE id = ?)`,
  );
  return {
    add(swapNumber, owner, preimage) {
      const { keyVersion, nonce, ciphertext, tag } = vault.seal(owner, preimage);
      insert.run(swapNumber, keyVersion, nonce, ciphertext, tag);
    },
    ofSwap(swapId) {
      const row = ofSwap.get(swapId);
      if (row === undefined) {
        throw new Failure("PREIMAGE_MISSING", `the journal has no preimage of swap ${swapId}`);
      }
      const { payment_hash: paymentHash, key_version: keyVersion, ...sealed } = row;
      return vault.open({ swapId, paymentHash }, { keyVersion: Number(keyVersion), ...sealed });
    },
  };
};
