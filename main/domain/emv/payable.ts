import { endOf } from "./draft.ts";
import { type KhqrFault } from "./fault.ts";
import { type Khqr } from "./khqr.ts";
import { unsafeIndex } from "./text.ts";
import { findElement } from "./tlv.ts";

/** Why a code that reads well must not be paid. */
export type PayableCode =
  /** 30 without 30.01: 30.00 is the bank's own account, and the bank cannot tell whom to credit. */
  | "NOT_PAYABLE_NO_MERCHANT_ID"
  /** Account, member id or bank hold control or bidirectional characters: nobody can check them. */
  | "NOT_PAYABLE_UNSAFE_TEXT";

/** Whether a code may be paid, and if not, why and where. */
export type Payable =
  { readonly payable: true } | { readonly payable: false; readonly error: KhqrFault<PayableCode> };

const refuse = (code: PayableCode, detail: string, position: number): Payable => ({
  payable: false,
  error: { code, detail, position },
});

/**
 * Judge a code before money is sent to it. NBC KHQR Content Guideline v1.4: in a company's code
 * 30.00 names the institution, so that without 30.01 there is no payee.
 */
export const checkPayable = (khqr: Khqr): Payable => {
  const account = findElement(khqr.root, Number(khqr.merchantType));
  if (khqr.merchantType === "30" && khqr.merchantId === null) {
    return refuse("NOT_PAYABLE_NO_MERCHANT_ID", "30.01", account === null ? 0 : endOf(account));
  }
  for (const part of khqr.accountParts) {
    const index = part.tag <= 2 ? unsafeIndex(part.value) : -1;
    if (index >= 0) {
      const where = `${khqr.merchantType}.0${part.tag}`;
      return refuse("NOT_PAYABLE_UNSAFE_TEXT", where, part.at + index);
    }
  }
  return { payable: true };
};
