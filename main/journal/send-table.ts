import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.ts";
import type { PaymentHash } from "../domain/payment-hash.ts";
import type { SwapId } from "../domain/swap.ts";

/** The chosen invoices' statements. */
export interface SendTable {
  /** The invoice is this swap's from now on. Throws `JOURNAL_SEND_TAKEN` when it is another's. */
  claim(hash: PaymentHash, swapNumber: number): void;
  /** Whose it is; null: nobody's yet. */
  ownerOf(hash: PaymentHash): SwapId | null;
}

/** Prepare the statements. */
export const createSendTable = (db: Database): SendTable => {
  const insert = db.prepare<[string, number]>(
    "INSERT INTO sends (payment_hash, swap_number) VALUES (?, ?) ON CONFLICT DO NOTHING",
  );
  const number = db
    .prepare<[string], bigint>("SELECT swap_number FROM sends WHERE payment_hash = ?")
    .pluck();
  const owner = db
    .prepare<[string], SwapId>(
      `SELECT s.id FROM sends n JOIN swaps s ON s.receipt_number = n.swap_number
       WHERE n.payment_hash = ?`,
    )
    .pluck();
  return {
    claim(hash, swapNumber) {
      const { changes } = insert.run(hash, swapNumber);
      if (changes === 1 || Number(number.get(hash) ?? 0n) === swapNumber) return;
      throw new Failure("JOURNAL_SEND_TAKEN", "the invoice was chosen for another payment before");
    },
    ownerOf: (hash) => owner.get(hash) ?? null,
  };
};
